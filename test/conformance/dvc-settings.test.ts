import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`DVC’s configuration, followed as DVC follows it${why}`, () => {
  let project: DvcProject;
  let elsewhere: string;

  beforeEach(() => {
    project = new DvcProject(python);
    elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-cache-')));
    project.write('in.txt', 'words\n');
    project.write('dvc.yaml', 'stages:\n  a: {cmd: cp in.txt out.txt, deps: [in.txt], outs: [out.txt]}\n');
  });
  afterEach(async () => {
    await project.dispose();
    rmSync(elsewhere, { recursive: true });
  });

  async function bothAgree(): Promise<void> {
    expect(await project.states('run')).toEqual({ a: 'ran; it was never run' });
    expect(await project.dvcStatus()).toEqual({});
    expect(await project.dvc('repro')).toContain('Data and pipelines are up to date');
  }

  test('a cache elsewhere, by config.local over config over the user’s', async () => {
    await project.dvc('init', '--no-scm', '--quiet');
    await project.dvc('config', '--global', 'cache.dir', join(elsewhere, 'user'));
    await project.dvc('config', 'cache.dir', join(elsewhere, 'project'));
    await project.dvc('config', '--local', 'cache.dir', join(elsewhere, 'own'));
    await bothAgree();
    expect(readdirSync(elsewhere)).toEqual(['own']);
    expect(readdirSync(join(elsewhere, 'own/files/md5'))).toHaveLength(1);
    expect(existsSync(project.path('.dvc/cache'))).toBe(false);
  }, 120_000);

  test('the user’s own configuration, with a path from its file', async () => {
    await project.dvc('init', '--no-scm', '--quiet');
    project.write('.dvc/tmp/global/config', `[cache] # the big disk\n  dir = "../../../kept, here"\n`);
    await bothAgree();
    expect(existsSync(project.path('kept, here/files/md5'))).toBe(true);
  }, 120_000);

  test('outside of git, and with core.no_scm within it, no .gitignore is written', async () => {
    await project.git('init', '--quiet');
    await project.dvc('init', '--no-scm', '--quiet');
    await bothAgree();
    expect(existsSync(project.path('.gitignore'))).toBe(false);
  }, 120_000);

  test('with core.autostage what was written is in git’s index', async () => {
    await project.git('init', '--quiet');
    await project.dvc('init', '--quiet');
    await project.git('commit', '--quiet', '--message', 'init');
    await project.dvc('config', 'core.autostage', 'true');
    await project.git('commit', '--quiet', '--all', '--message', 'stage by itself');
    await bothAgree();
    expect(await project.git('diff', '--cached', '--name-only')).toBe('.gitignore\ndvc.lock\n');
    expect(readFileSync(project.path('.gitignore'), 'utf8')).toContain('/out.txt\n');
  }, 120_000);

  test('an out that git tracks is refused before anything runs, as DVC refuses it after', async () => {
    await project.git('init', '--quiet');
    await project.dvc('init', '--quiet');
    project.write('out.txt', 'mine');
    await project.git('add', 'out.txt');
    await expect(project.dvc('repro')).rejects.toThrow("output 'out.txt' is already tracked by SCM");
    project.write('out.txt', 'mine');
    await expect(project.states('run')).rejects.toThrow('dvc.yaml:2:3: "a" makes out.txt, which git tracks');
    expect(readFileSync(project.path('out.txt'), 'utf8')).toBe('mine');
  }, 120_000);

  test('a cache type that there is not, with its line', async () => {
    await project.dvc('init', '--no-scm', '--quiet');
    project.write('.dvc/config', '[core]\n    no_scm = True\n[cache]\n    type = "reflink,magic"\n');
    await expect(project.dvcStatus()).rejects.toThrow();
    await expect(project.states('status')).rejects.toThrow(/config:4: cache\.type is "magic"; expected/);
  }, 120_000);
});
