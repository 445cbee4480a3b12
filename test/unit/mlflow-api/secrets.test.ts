import { expect, test } from 'vitest';
import { SecretTable } from '../../../server/mlflow-api/secrets.ts';

const context = { executionId: 'execution', preparedRunId: 'run' };

test('an unknown secret opens nothing', async () => {
  expect(await new SecretTable().resolve('guess')).toBeNull();
});

test('who asks before an expected execution has arrived waits for it', async () => {
  const secrets = new SecretTable();
  secrets.expect('terminal', 60_000);
  const asked = secrets.resolve('terminal');
  secrets.add('terminal', context);
  expect(await asked).toEqual(context);
  expect(await secrets.resolve('terminal')).toEqual(context);
});

test('what is expected and does not come leaves what there was', async () => {
  const secrets = new SecretTable();
  secrets.add('terminal', context);
  secrets.expect('terminal', 1);
  expect(await secrets.resolve('terminal')).toEqual(context);
});

test('between two commands of a terminal, the next one is waited for', async () => {
  const secrets = new SecretTable();
  secrets.add('terminal', context);
  secrets.expect('terminal', 60_000);
  const asked = secrets.resolve('terminal');
  const next = { executionId: 'next', preparedRunId: 'its run' };
  secrets.add('terminal', next);
  expect(await asked).toEqual(next);
});
