import { lintSettings } from './language/lint-settings.ts';
import { pipelinesSettings } from './pipelines/settings.ts';
import { trackingSettings } from './tracking/settings.ts';

/** Every setting of Slipway: one line for a new feature. */
export const settings = { ...trackingSettings, ...pipelinesSettings, ...lintSettings };

export type SettingId = keyof typeof settings;

type Widened<T> = T extends string
  ? string
  : T extends boolean
    ? boolean
    : T extends readonly string[]
      ? string[]
      : T;
export type SettingValue<K extends SettingId> = Widened<(typeof settings)[K]['default']>;
