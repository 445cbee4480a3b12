import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UserError } from '../../../server/core/user-error.ts';
import type { Stage } from '../../../server/manifests/dvc/pipeline.ts';
import { LockFiles } from '../../../server/pipelines/lock-file.ts';
import { readPipelines } from '../../../server/pipelines/pipeline-workspace.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-pipeline-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function refusal(files: Record<string, string>): { code: string; message: string } {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  try {
    readPipelines(folder);
  } catch (error) {
    const { code, message } = error as UserError;
    return { code, message };
  }
  throw new Error('it was not refused');
}

const invalid = (message: string) => ({ code: 'SLW-PIPELINE-INVALID', message });

test('a folder without a pipeline', () => {
  expect(refusal({}).code).toBe('SLW-PIPELINE-NONE');
});

test('an unknown key, at the key, with those that are known', () => {
  expect(refusal({ 'dvc.yaml': 'stages:\n  train:\n    cmd: x\n    dep: [a]\n' })).toEqual(
    invalid(expect.stringMatching(/^dvc\.yaml:4:5: "stages\.train" has no key "dep"; did you mean "deps"\?/)),
  );
});

test('a merge conflict is called one, in every file that git may have left it in', () => {
  const conflict = '<<<<<<< HEAD\nlr: 1\n=======\nlr: 2\n>>>>>>> theirs\n';
  const said = 'a merge conflict stands here: keep what shall hold, and remove the marks of git';
  const pipeline = 'stages:\n  a: {cmd: x, params: [lr], outs: [a]}\n';
  expect(refusal({ 'dvc.yaml': `${pipeline}${conflict}` })).toEqual(invalid(`dvc.yaml:3:1: ${said}`));
  expect(refusal({ 'dvc.yaml': pipeline, 'params.yaml': conflict }).message).toContain(
    `params.yaml:1:1: ${said}`,
  );
  writeFileSync(join(folder, 'dvc.lock'), `schema: '2.0'\nstages:\n${conflict}`);
  const stage = { address: 'a', name: 'a', file: 'dvc.yaml' } as Stage;
  expect(() => new LockFiles(folder).find(stage)).toThrow(`line 3: ${said}`);
});

test('a name that no file has, with those that are there', () => {
  const files = {
    'params.yaml': 'train: {lr: 1, epochs: 2}\n',
    'dvc.yaml': `stages:\n  a:\n    cmd: x \${train.rate}\n`,
  };
  expect(refusal(files)).toEqual(
    invalid(`dvc.yaml:3:5: there is no "train.rate" for "\${train.rate}"; known: lr, epochs`),
  );
});

test('stages in a circle, with the whole path, over several files', () => {
  expect(
    refusal({
      'dvc.yaml': 'stages:\n  a: {cmd: x, deps: [sub/b], outs: [a]}\n',
      'sub/dvc.yaml': 'stages:\n  b: {cmd: x, deps: [../a], outs: [b]}\n',
    }),
  ).toEqual(invalid('dvc.yaml:2:3: stages need one another in a circle: a -> sub/dvc.yaml:b -> a'));
});

test('every problem of every file at once', () => {
  const { message } = refusal({
    'dvc.yaml': `stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [./o]}\n  c: {cmd: "\${no}"}\n`,
    'sub/dvc.yaml': 'stages: [',
  });
  expect(message.split('\n').map((line) => line.replace(/ .*/, ''))).toEqual([
    'dvc.yaml:4:7:',
    expect.stringMatching(/^sub\/dvc\.yaml:1:/),
    'dvc.yaml:3:3:',
  ]);
});

test('deps that are not on this machine, and checkpoints: what is not understood is not ignored', () => {
  const stage = (rest: string) => ({ 'dvc.yaml': `stages:\n  a:\n    cmd: x\n    ${rest}\n` });
  expect(refusal(stage('deps: [s3://bucket/key]')).message).toMatch(/^dvc\.yaml:4:12: .*s3:\/\//);
  expect(refusal(stage('outs: [o: {checkpoint: true}]')).message).toMatch(/^dvc\.yaml:4:12: .*checkpoints/);
  expect(refusal(stage('outs: [/elsewhere/o]')).message).toMatch(
    /^dvc\.yaml:4:12: .*lies outside of the project/,
  );
  expect(refusal(stage('deps: [data.dvc]')).message).toMatch(/^dvc\.yaml:4:12: .*can be no dep or out/);
});

test('outs that hold the project or are part of it, for an out is removed before its stage runs', () => {
  const stage = (rest: string) => ({ 'sub/dvc.yaml': `stages:\n  a:\n    cmd: x\n    ${rest}\n` });
  for (const out of ['.', '..', '../..', dirname(folder)])
    expect(refusal(stage(`outs: [{${out}: {cache: false}}]`)).message).toMatch(
      /^sub\/dvc\.yaml:4:12: ".*" holds this dvc\.yaml/,
    );
  expect(refusal(stage('wdir: deep\n    outs: [..]')).message).toMatch(/^sub\/dvc\.yaml:5:12: .* holds this/);
  for (const out of ['dvc.lock', '../slipway.yaml', '../.slipway/cache'])
    expect(refusal(stage(`outs: [${out}]`)).message).toMatch(/^sub\/dvc\.yaml:4:12: .* it can be no out/);
});

test('what would have no end: an alias in itself, brackets without number, a matrix of millions', () => {
  const file = (text: string) => refusal({ 'dvc.yaml': text }).message;
  expect(file('vars: [&x {a: *x}]\nstages: {}\n')).toMatch(
    /^dvc\.yaml:1:15: an alias stands in what it names/,
  );
  expect(file(`stages: ${'['.repeat(20_000)}`)).toMatch(/^dvc\.yaml:1:\d+: it is nested too deeply/);
  const axis = `[${Array.from({ length: 100 }, (_, index) => index)}]`;
  expect(file(`stages:\n  s:\n    matrix: {a: ${axis}, b: ${axis}, c: ${axis}}\n    cmd: x\n`)).toMatch(
    /^dvc\.yaml:3:\d+: the matrix makes more than 50000 stages/,
  );
});

test.skipIf(process.platform === 'win32')('a dvc.yaml that is no file is none', () => {
  symlinkSync('/dev/zero', join(folder, 'dvc.yaml'));
  execFileSync('mkfifo', [join(folder, 'pipe.dvc')]);
  expect(refusal({}).code).toBe('SLW-PIPELINE-NONE');
  rmSync(join(folder, 'dvc.yaml'));
  symlinkSync('nowhere', join(folder, 'dvc.yaml'));
  expect(refusal({}).code).toBe('SLW-PIPELINE-NONE');
});

test('what makes no sense in a params file, a `.dvcignore` or DVC’s configuration, with its line', () => {
  expect(refusal({ 'p.py': 'a = 1\nb = [', 'dvc.yaml': 'vars: [p.py]\nstages: {}\n' }).message).toMatch(
    /^dvc\.yaml:1:8: p\.py:2: this assignment cannot be read as Python/,
  );
  expect(refusal({ 'p.json': '{"a": 1,}', 'dvc.yaml': 'vars: [p.json]\nstages: {}\n' }).message).toMatch(
    /^dvc\.yaml:1:8: p\.json:1:9: expected a key in quotes, found "}"/,
  );
  expect(refusal({ '.dvcignore': 'fine\nbad\\\n', 'dvc.yaml': 'stages: {}\n' })).toMatchObject({
    code: 'SLW-DVCIGNORE',
    message: '.dvcignore:2: "bad\\" ends with a backslash',
  });
  expect(refusal({ '.dvcignore': '', '.dvc/config': '[core]\nnonsense\n' })).toMatchObject({
    code: 'SLW-DVC-CONFIG',
    message: expect.stringMatching(/config:2: expected \[section\] or key = value, found "nonsense"/),
  });
});
