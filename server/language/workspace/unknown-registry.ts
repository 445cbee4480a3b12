import { unknown } from './known.ts';
import type { Registry } from './providers.ts';

/** Where nobody tells of models and runs. */
export const unknownRegistry: Registry = {
  models: () => unknown,
  metrics: () => unknown,
  lastRun: () => unknown,
  stageNow: () => unknown,
  lastGates: () => unknown,
};
