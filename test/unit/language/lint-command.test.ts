import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { UsageError } from '../../../server/cli/command.ts';
import { lintCommand } from '../../../server/cli/commands/lint.ts';

let workspace = '';

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'slipway-lint-'));
  await mkdir(join(workspace, 'sub'));
  await writeFile(join(workspace, 'dvc.yaml'), 'stages:\n  "é😀":\n    cmd: a\n    cmd: b\n');
  await writeFile(join(workspace, 'sub/params.yaml'), 'lr: 1\nlr: 2\n');
  await writeFile(join(workspace, 'sub/other.yaml'), 'x: [\n');
  await writeFile(join(workspace, 'train.py'), '');
});

afterAll(() => rm(workspace, { recursive: true, force: true }));

async function lint(...args: string[]): Promise<{ code: number; text: string }> {
  const written: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void written.push(text));
  try {
    const code = await lintCommand.run([...args, '--workspace', workspace]);
    return { code, text: written.join('\n') };
  } finally {
    log.mockRestore();
  }
}

test('every manifest of the workspace is checked, each problem with its place', async () => {
  const { code, text } = await lint('--format', 'json');
  expect(code).toBe(1);
  expect(JSON.parse(text)).toEqual([
    {
      file: 'dvc.yaml',
      code: 'SW101',
      severity: 'error',
      message: '"cmd" is given twice',
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 7 } },
    },
    {
      file: 'sub/params.yaml',
      code: 'SW101',
      severity: 'error',
      message: '"lr" is given twice',
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } },
    },
  ]);
});

test('a mistake in one of many stages is told of at its line', async () => {
  const stages = Array.from({ length: 20 }, (_, index) => `  s${index}:\n    cmd: a\n    desc: b\n`).join('');
  await mkdir(join(workspace, 'long'));
  await writeFile(join(workspace, 'long/dvc.yaml'), `stages:\n${stages}  last:\n    comand: c\n`);
  const { text } = await lint('long');
  await rm(join(workspace, 'long'), { recursive: true });
  expect(text).toBe(
    [
      'long/dvc.yaml:62:3: error SW104: "stages.last" lacks "cmd"',
      'long/dvc.yaml:63:5: error SW102: "stages.last" has no key "comand"; known: cmd, wdir, deps, params, vars, frozen, meta, desc, always_changed, outs, metrics, plots, matrix',
      '2 problems in 1 file, 2 errors.',
    ].join('\n'),
  );
});

test('a path chooses a folder, or a YAML file of any name as one of params', async () => {
  expect((await lint(join(workspace, 'sub'))).text).toBe(
    'sub/params.yaml:2:1: error SW101: "lr" is given twice\n1 problem in 1 file, 1 error.',
  );
  expect((await lint('sub/other.yaml')).text).toContain('sub/other.yaml:1:4: error SW100:');
});

test('GitHub is told of lines and columns from 1', async () => {
  expect((await lint('dvc.yaml', '--format', 'github')).text).toBe(
    '::error file=dvc.yaml,line=4,endLine=4,col=5,endColumn=8,title=SW101::"cmd" is given twice',
  );
});

test('SARIF names the rule, the file and the region', async () => {
  const log = JSON.parse((await lint('dvc.yaml', '--format', 'sarif')).text);
  const [run] = log.runs;
  const [result] = run.results;
  expect(run.tool.driver.rules[result.ruleIndex].id).toBe('SW101');
  expect(result.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'dvc.yaml', uriBaseId: '%SRCROOT%' },
    region: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 8 },
  });
});

test('a folder without a problem ends well', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'slipway-lint-'));
  try {
    expect(await lint(empty, '--format', 'json')).toEqual({ code: 0, text: '[]' });
    expect((await lint(empty)).text).toBe('No problem found.');
  } finally {
    await rm(empty, { recursive: true });
  }
});

test.each([
  ['a path that is not there', ['nowhere'], 'no file or folder nowhere'],
  ['a file that is no YAML', ['train.py'], 'train.py is no manifest'],
  ['a format that is none', ['--format', 'xml'], 'no format "xml"'],
])('%s is refused', async (_, args, message) => {
  const error: unknown = await lint(...args).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(String(error)).toContain(message);
});
