import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';

describe('the npm package, installed into an empty folder', () => {
  let folder = '';
  const env = () => ({
    ...process.env,
    SLIPWAY_STATE_DIR: join(folder, 'state'),
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  });
  const slipway = (...args: string[]) =>
    run('npx', ['--no-install', 'slipway', ...args], { cwd: folder, env: env() });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-npm-'));
    await mkdir(join(folder, 'packed'));
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', join(folder, 'packed')], {
      cwd: repository,
    });
    const [tarball = ''] = await readdir(join(folder, 'packed'));
    await writeFile(join(folder, 'package.json'), '{"private": true}');
    const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, 'packed', tarball)];
    await run('npm', install, { cwd: folder });
  }, 60_000);

  afterAll(async () => {
    await slipway('runner', 'stop');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('brings no other package and none of the editor', async () => {
    expect((await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      'slipway',
    ]);
    expect(await readdir(join(folder, 'node_modules/slipway/dist'))).toEqual(['natives', 'server']);
  });

  test('says its version', async () => {
    expect((await slipway('--version')).trim()).toBe(packageJson.version);
  });

  test('runs a command as a tracked run and lists it', async () => {
    await slipway('run', '--name', 'greeting', '--', process.execPath, '-e', 'console.log("hello")');
    const runs = JSON.parse(await slipway('runs', 'list', '--json')) as { info: Record<string, string> }[];
    expect(runs.map(({ info }) => [info.run_name, info.status])).toEqual([['greeting', 'FINISHED']]);
  }, 60_000);
});
