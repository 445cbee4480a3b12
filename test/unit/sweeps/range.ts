import type { RangeDimension } from '../../../server/manifests/dvc/sweep-settings.ts';

/** A range of fractions, where `other` says nothing else. */
export const range = (min: number, max: number, other: Partial<RangeDimension> = {}): RangeDimension => ({
  kind: 'range',
  min,
  max,
  scale: 'linear',
  step: null,
  whole: false,
  gridCount: null,
  ...other,
});
