import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { surveyPipelines } from '../../../server/pipelines/pipeline-workspace.ts';
import { choosePaths } from '../../../server/stage-makers/choose-paths.ts';
import { guessRole } from '../../../server/stage-makers/guess-role.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-paths-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text = ''): string {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function chosen(read: string[], written: string[], since: number | null = null): Record<string, string> {
  const seen = [
    ...read.map((location) => ({ location, use: 'read' as const, why: 'seen' })),
    ...written.map((location) => ({ location, use: 'written' as const, why: 'seen' })),
  ];
  const paths = choosePaths(seen, root, surveyPipelines(root).order, since);
  return Object.fromEntries(
    paths.map(({ location, role, why, chosen: is }) => [`${role} ${location}`, is ? 'chosen' : why]),
  );
}

test('what is there is a dep, what is not is none; files of tools are neither', () => {
  write('a.csv');
  expect(chosen(['a.csv', 'gone.csv', 'dvc.yaml', '.dvc/config'], ['b.pkl', 'mlruns/0/meta.yaml'])).toEqual({
    'dep a.csv': 'chosen',
    'dep gone.csv': 'it is not there, and no stage makes it',
    'out b.pkl': 'chosen',
  });
});

test('what another stage makes is a dep, not an out', () => {
  write('dvc.yaml', 'stages:\n  split:\n    cmd: x\n    outs: [parts]\n');
  expect(chosen(['parts/a.csv'], ['parts/b.csv'])).toEqual({
    'dep parts/a.csv': 'chosen',
    'out parts/b.csv': 'stage "split" makes parts already',
  });
});

test('what is read and then overwritten is neither', () => {
  write('state.json');
  const why = 'it is read and then overwritten: a stage cannot do both';
  expect(chosen(['state.json'], ['state.json'])).toEqual({ 'dep state.json': why, 'out state.json': why });
});

test('what lies outside is not proposed', () => {
  const why = 'it lies outside the folder of the pipelines';
  expect(chosen(['../raw.csv', '/data/x.csv'], [])).toEqual({
    'dep ../raw.csv': why,
    'dep /data/x.csv': why,
  });
});

test('many files of a folder are the folder, where nothing else is done in it', () => {
  const images = Array.from({ length: 12 }, (_, index) => `images/${index}.png`);
  for (const image of images) write(image);
  expect(chosen(images, [])).toEqual({ 'dep images': 'chosen' });
  expect(Object.keys(chosen(images, ['images/new.bin'])).length).toBe(13);
});

test('outs are a folder only where the run made it: DVC removes it, and the next run must make it again', async () => {
  const before = Date.now() - 1_000;
  const parts = Array.from({ length: 12 }, (_, index) => `parts/${index}.bin`);
  mkdirSync(join(root, 'parts'));
  const { birthtimeMs } = statSync(join(root, 'parts'));
  // A file system's clock ticks coarsely, and the folder must have changed after its birth.
  await expect
    .poll(() => {
      for (const part of parts) write(part);
      rmSync(join(root, parts[0] ?? ''));
      return statSync(join(root, 'parts')).ctimeMs;
    })
    .toBeGreaterThan(birthtimeMs);
  expect(chosen([], parts, before)).toEqual({ 'out parts': 'chosen' });
  expect(Object.keys(chosen([], parts, Date.now() + 1_000)).length).toBe(12);
  expect(Object.keys(chosen([], parts)).length).toBe(12);
});

test('metrics and plots are told by name, kind and content', () => {
  const roleOf = (name: string, text?: string) =>
    guessRole(text === undefined ? join(root, name) : write(name, text));
  expect({
    numbers: roleOf('out.json', '{"accuracy": 0.9, "per": {"a": 1}}'),
    'numbers and a text': roleOf('config.json', '{"lr": 0.1, "kind": "x"}'),
    'numbers and a text under a telling name': roleOf('eval.json', '{"auc": 0.1, "kind": "x"}'),
    'texts only': roleOf('metrics.json', '{"a": "x"}'),
    rows: roleOf('roc.json', '[{"fpr": 0, "tpr": 0}]'),
    'a broken file': roleOf('broken.json', '{"a": '),
    'not written yet': roleOf('scores.yaml'),
    table: roleOf('clean.csv'),
    curve: roleOf('roc_curve.csv'),
    picture: roleOf('tree.svg'),
    model: roleOf('model.joblib'),
  }).toEqual({
    numbers: 'metric',
    'numbers and a text': 'out',
    'numbers and a text under a telling name': 'metric',
    'texts only': 'out',
    rows: 'plot',
    'a broken file': 'out',
    'not written yet': 'metric',
    table: 'out',
    curve: 'plot',
    picture: 'plot',
    model: 'out',
  });
});
