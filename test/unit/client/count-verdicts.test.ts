import { expect, test } from 'vitest';
import { countVerdicts } from '../../../client/features/registry/gates/count-verdicts.ts';

test('what does not count is not counted', () => {
  const verdicts = ['passed', 'passed', 'failed', 'unknown', 'skipped'] as const;
  expect(countVerdicts(verdicts.map((verdict) => ({ verdict })))).toEqual({
    passed: 2,
    failed: 1,
    unknown: 1,
    skipped: 1,
    counted: 4,
  });
});
