import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Ends when the file is there. */
const untilThere = (file: string) => `while [ ! -e ${file} ]; do sleep 0.05; done`;

describe.skipIf('skipped' in python)(`a dvc at work in the same project${why}`, () => {
  let project: DvcProject;

  beforeEach(async () => {
    project = new DvcProject(python);
    await project.dvc('init', '--no-scm', '--quiet');
    project.write('in.txt', 'words\n');
    project.write(
      'dvc.yaml',
      `stages:
  slow: {cmd: "touch begun && ${untilThere('go')} && cp in.txt slow.txt", deps: [in.txt], outs: [slow.txt]}
  quick: {cmd: cp in.txt quick.txt, deps: [in.txt], outs: [quick.txt]}
`,
    );
  });
  afterEach(() => project.dispose());

  /** As `dvc` takes it: by zc.lockfile. Resolves once it is held. */
  async function holdLock(): Promise<{ pid: number; release: () => Promise<void> }> {
    if ('skipped' in python) throw new Error(python.skipped);
    mkdirSync(dirname(project.path('.dvc/tmp/lock')), { recursive: true });
    const script =
      'import sys, zc.lockfile\nlock = zc.lockfile.LockFile(".dvc/tmp/lock")\nprint("held", flush=True)\nsys.stdin.read()';
    const child = spawn(python.python, ['-c', script], {
      cwd: project.folder,
      env: python.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return {
      pid: child.pid ?? 0,
      release: () => {
        child.stdin.end();
        return ended;
      },
    };
  }

  /** A `slipway run` that goes on, and all that it says meanwhile. */
  function startRun(...args: string[]) {
    const child = project.workspace.start('run', ...args);
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    child.stderr.on('data', (data) => {
      said += data;
    });
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { said: () => said, code, interrupt: () => child.kill('SIGINT') };
  }

  test('who holds its lock is waited for, by name', async () => {
    const lock = await holdLock();
    const run = startRun('quick', '--only');
    await expect.poll(run.said, { timeout: 20_000 }).toContain(`waiting for dvc (pid ${lock.pid})`);
    expect(existsSync(project.path('quick.txt'))).toBe(false);
    await lock.release();
    expect(await run.code).toBe(0);
    expect(readFileSync(project.path('quick.txt'), 'utf8')).toBe('words\n');
  }, 120_000);

  test('the waiting can be ended', async () => {
    const lock = await holdLock();
    const run = startRun('quick', '--only');
    await expect.poll(run.said, { timeout: 20_000 }).toContain('waiting for dvc');
    run.interrupt();
    expect(await run.code).not.toBe(0);
    expect(existsSync(project.path('quick.txt'))).toBe(false);
    await lock.release();
  }, 120_000);

  test('a lock that a killed dvc left keeps nobody', async () => {
    await project.dvc('status');
    expect(existsSync(project.path('.dvc/tmp/lock'))).toBe(true);
    project.write(
      '.dvc/tmp/rwlock',
      JSON.stringify({
        write: { [project.path('quick.txt')]: { pid: 4_194_303, cmd: 'dvc repro' } },
        read: {},
      }),
    );
    expect(await project.states('run', 'quick', '--only')).toEqual({ quick: 'ran; it was never run' });
  }, 120_000);

  test('a stage that dvc repro is running is waited for, and then there is nothing to do; others run beside it', async () => {
    const repro = project.dvc('repro', 'slow');
    await expect.poll(() => existsSync(project.path('begun')), { timeout: 20_000 }).toBe(true);
    // What dvc is not at work on.
    expect(await project.states('run', 'quick', '--only')).toEqual({ quick: 'ran; it was never run' });
    rmSync(project.path('begun'));
    const run = startRun('slow', '--only');
    await expect.poll(run.said, { timeout: 20_000 }).toContain('waiting for dvc (pid ');
    project.write('go', '');
    await repro;
    expect(await run.code).toBe(0);
    expect(existsSync(project.path('begun'))).toBe(false);
    expect(await project.dvcStatus()).toEqual({});
    expect(await project.states('status')).toEqual({ slow: 'fresh', quick: 'fresh' });
  }, 120_000);

  test('a dvc that works while our stage runs keeps its entries, and we ours', async () => {
    const run = startRun('slow', '--only');
    await expect.poll(() => existsSync(project.path('begun')), { timeout: 20_000 }).toBe(true);
    await project.dvc('repro', 'quick', '--quiet');
    project.write('go', '');
    expect(await run.code).toBe(0);
    expect(await project.dvcStatus()).toEqual({});
    expect(await project.states('status')).toEqual({ slow: 'fresh', quick: 'fresh' });
  }, 120_000);
});
