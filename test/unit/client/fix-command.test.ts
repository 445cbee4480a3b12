import { expect, test } from 'vitest';
import { fixCommand } from '../../../client/host/fix-command.ts';
import { requirePackage } from '../../../server/python/require-package.ts';

test('the command that the runner names for a missing package is offered', async () => {
  const environment = {
    interpreter: 'python3',
    version: '3',
    kind: 'venv',
    foundBy: 'test',
    addPackage: 'uv add',
  } as const;
  const failure = await requirePackage(environment, 'no-such-package', 'to test').then(
    () => null,
    (error) => error,
  );
  expect(fixCommand(failure)).toBe('uv add no-such-package');
});

test('no other failure has one', () => {
  expect(fixCommand({ code: 'SLW-OTHER', hint: 'Add it with: rm -rf /' })).toBeNull();
});
