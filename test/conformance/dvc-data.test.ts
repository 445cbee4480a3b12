import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`data that dvc add has taken in${why}`, () => {
  let project: DvcProject;

  beforeEach(async () => {
    project = new DvcProject(python);
    await project.git('init', '--quiet');
    await project.dvc('init', '--quiet');
    project.write('data/raw.txt', 'words\n');
    project.write('data/set/one', '1\n');
    project.write('data/set/two', '2\n');
    await project.dvc('add', '--quiet', 'data/raw.txt', 'data/set');
    project.write(
      'dvc.yaml',
      `stages:
  a: {cmd: cat data/raw.txt data/set/one > a.txt, deps: [data/raw.txt, data/set/one], outs: [a.txt]}
  b: {cmd: cat data/set/* > b.txt, deps: [data/set], outs: [b.txt]}
`,
    );
  });
  afterEach(() => project.dispose());

  const read = (path: string) => readFileSync(project.path(path), 'utf8');

  async function dvcIsContent(): Promise<void> {
    expect(await project.dvcStatus()).toEqual({});
    expect(await project.dvc('repro')).toContain('Data and pipelines are up to date');
  }

  test('as they are, there is nothing to say of them', async () => {
    expect(await project.states('run')).toEqual({ a: 'ran; it was never run', b: 'ran; it was never run' });
    await dvcIsContent();
    expect(await project.states('status')).toEqual({ a: 'fresh', b: 'fresh' });
  }, 120_000);

  test('missing data come out of the cache', async () => {
    await project.states('run');
    rmSync(project.path('data/raw.txt'));
    rmSync(project.path('data/set'), { recursive: true });
    expect(await project.states('status')).toMatchObject({
      'data/raw.txt.dvc': 'stale; raw.txt is missing',
      'data/set.dvc': 'stale; set is missing',
      a: 'stale; data/raw.txt is missing; data/set/one is missing',
    });
    expect(await project.states('run')).toEqual({
      'data/raw.txt.dvc': 'cached; raw.txt is missing',
      'data/set.dvc': 'cached; set is missing',
      a: 'fresh',
      b: 'fresh',
    });
    await dvcIsContent();
  }, 120_000);

  test('changed data go into the cache, and their file is edited as dvc repro edits it', async () => {
    const withComment = `# where it came from\n${read('data/set.dvc')}`;
    project.write('data/set.dvc', withComment);
    await project.states('run');
    project.write('data/raw.txt', 'other words\n');
    project.write('data/set/three', '3\n');
    expect((await project.states('status'))['data/set.dvc']).toBe('stale; set changed');
    expect(await project.states('run')).toEqual({
      'data/raw.txt.dvc': 'ran; raw.txt changed',
      'data/set.dvc': 'ran; set changed',
      a: 'ran; data/raw.txt changed',
      b: 'ran; data/set changed',
    });
    await dvcIsContent();
    const [raw, set] = [read('data/raw.txt.dvc'), read('data/set.dvc')];
    expect(set).toMatch(/^# where it came from\n/);
    // DVC, from the same start.
    project.write('data/set.dvc', withComment);
    await project.dvc('repro', '--quiet');
    expect([read('data/raw.txt.dvc'), read('data/set.dvc')]).toEqual([raw, set]);
  }, 120_000);

  test('what is neither here nor in the cache: the remote that may have it', async () => {
    await project.states('run');
    await project.dvc('remote', 'add', '--default', 'store', project.path('../store'));
    rmSync(project.path('data/raw.txt'));
    rmSync(project.path('.dvc/cache'), { recursive: true });
    await expect(project.states('run')).rejects.toThrow(
      'dvc.yaml:2:3: "a" needs data/raw.txt, which is not there and which no stage of this run makes: data/raw.txt.dvc names it, and the cache lacks it; run dvc pull data/raw.txt.dvc',
    );
    expect(existsSync(project.path('data/raw.txt'))).toBe(false);
  }, 120_000);

  test('a stage that makes them too is refused by both', async () => {
    project.write('dvc.yaml', 'stages:\n  a: {cmd: "true", outs: [data/set/one]}\n');
    await expect(project.dvc('repro')).rejects.toThrow();
    await expect(project.states('run')).rejects.toThrow(
      /data\/set\.dvc:\d+:\d+: data\/set and data\/set\/one/,
    );
  }, 120_000);
});
