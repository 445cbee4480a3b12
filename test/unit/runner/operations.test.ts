import { expect, test } from 'vitest';
import type { OperationResult } from '../../../schemas/protocol/interop.ts';
import { Operations } from '../../../server/runner/operations.ts';

test('what is reported right after something else is told too, though nothing more comes', async () => {
  const told: unknown[] = [];
  const operations = new Operations((_, params) => told.push({ ...params }));
  const { promise, resolve } = Promise.withResolvers<OperationResult>();
  operations.start('pipeline', ({ report }) => {
    report(0, 4, 'begins');
    report(1, 4, 'prepare: fresh');
    return promise;
  });
  await expect.poll(() => told.at(-1)).toMatchObject({ done: 1, total: 4, message: 'prepare: fresh' });
  resolve({ kind: 'pipeline', summary: { stages: [], runId: null, isPrivate: false } });
});
