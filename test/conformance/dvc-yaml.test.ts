import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import type { Stage } from '../../server/manifests/dvc/pipeline.ts';
import { readPipelines } from '../../server/pipelines/pipeline-workspace.ts';
import { pythonEnv } from '../bed/python-env.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';
const corpus = join(import.meta.dirname, '../workspaces/dvc');
const script = join(import.meta.dirname, 'scripts/dvc_stages.py');

interface Reading {
  stages: unknown[];
  needs: Record<string, string[]>;
}
type Answer = Reading | { error: string };

/** What the real DVC makes of each folder of the corpus; one process for all, for its start takes a second. */
async function askDvc(folder: string, cases: string[]): Promise<Map<string, Answer>> {
  if ('skipped' in python) return new Map();
  const folders = cases.map((name) => join(folder, name));
  const file = join(folder, 'answers.json');
  await promisify(execFile)(python.python, [script, file, ...folders], { env: python.env });
  const answers = JSON.parse(await readFile(file, 'utf8')) as Answer[];
  return new Map(cases.map((name, index) => [name, answers[index] ?? { error: 'no answer' }]));
}

function plain(stage: Stage) {
  return {
    address: stage.address,
    command: stage.command,
    workingFolder: stage.workingFolder,
    deps: stage.deps.map(({ path, location }) => [path, location]),
    params: Object.fromEntries(stage.params.map(({ path, keys }) => [path, [...keys].sort()])),
    outs: stage.outs.map(({ path, location, kind, cache, persist }) => [
      path,
      location,
      kind,
      cache,
      persist,
    ]),
    frozen: stage.frozen,
    alwaysChanged: stage.alwaysChanged,
    description: stage.description,
  };
}

function read(folder: string): Reading {
  const { order, needs } = readPipelines(folder);
  return {
    stages: order.map(plain).sort((a, b) => (a.address < b.address ? -1 : 1)),
    needs: Object.fromEntries([...needs].map(([address, found]) => [address, [...found].sort()])),
  };
}

describe.skipIf('skipped' in python)(`dvc.yaml, read as DVC reads it${why}`, async () => {
  const cases = (await readdir(corpus)).sort();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-dvc-yaml-')));
  await cp(corpus, folder, { recursive: true });
  const answers = await askDvc(folder, cases);
  afterAll(() => rm(folder, { recursive: true }));

  test.each(cases.filter((name) => !name.startsWith('bad-')))('%s: the same stages and graph', (name) => {
    expect(answers.get(name)).not.toHaveProperty('error');
    expect(read(join(folder, name))).toEqual(answers.get(name));
  });

  test.each(cases.filter((name) => name.startsWith('bad-')))(
    '%s: refused by both, here with its line',
    (name) => {
      expect(answers.get(name)).toHaveProperty('error');
      expect(() => readPipelines(join(folder, name))).toThrow(/^dvc\.yaml:\d+:\d+: /);
    },
  );
});
