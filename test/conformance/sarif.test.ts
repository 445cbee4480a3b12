/** The SARIF of `slipway lint` against the schema of SARIF 2.1.0, which Microsoft's own matchers for it bring along. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { FoundProblem } from '../../server/cli/commands/lint/found-problem.ts';
import { sarifLog } from '../../server/cli/commands/lint/sarif-log.ts';
import { rules } from '../../server/language/lint/rules.ts';
import { run } from '../bed/command.ts';
import { once } from '../bed/once.ts';
import { cache } from '../bed/paths.ts';
import { versions } from '../bed/versions.ts';

/** Draft 04, whose keywords mean in here what they mean to ajv. */
async function sarifSchema(): Promise<object> {
  const name = `@microsoft/jest-sarif@${versions.jestSarif}`;
  const folder = await once(join(cache, `jest-sarif-${versions.jestSarif}`), async (building) => {
    await run('npm', ['pack', '--silent', name], { cwd: building });
    execFileSync('tar', ['xzf', `microsoft-jest-sarif-${versions.jestSarif}.tgz`], { cwd: building });
  });
  const file = join(folder, 'package/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  return schema;
}

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
const found: FoundProblem[] = rules.map(({ code, severity }) => ({
  file: 'a folder/ü%#?.yaml',
  code,
  severity,
  message: 'what is "wrong"',
  range,
}));

test('problems of every rule, and none at all, are a log of SARIF 2.1.0', async () => {
  const validate = new Ajv({
    strict: false,
    unicodeRegExp: false,
    validateFormats: false,
    allErrors: true,
  }).compile(await sarifSchema());
  for (const problems of [found, []]) {
    validate(JSON.parse(JSON.stringify(sarifLog(problems))));
    expect(validate.errors).toBe(null);
  }
  validate({ ...sarifLog(found), version: '2.0' });
  expect(validate.errors).toMatchObject([{ instancePath: '/version' }]);
});

test('a file is named by a reference that a URL may hold, below the root of the checkout', () => {
  const { runs } = JSON.parse(JSON.stringify(sarifLog(found)));
  const { artifactLocation } = runs[0].results[0].locations[0].physicalLocation;
  expect(artifactLocation.uriBaseId).toBe('%SRCROOT%');
  expect(decodeURIComponent(new URL(artifactLocation.uri, 'file:///').pathname)).toBe('/a folder/ü%#?.yaml');
});
