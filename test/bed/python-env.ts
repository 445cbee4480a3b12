import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A virtual environment that holds what was asked for. */
export interface PythonEnv {
  python: string;
  /** Environment variables that make a subprocess use it, and nothing of the caller's Python set-up. */
  env: Record<string, string>;
}

/** Why there is none; tests name themselves skipped with it. */
export interface NoPython {
  skipped: string;
}

const oldestPython = [3, 10] as const;
const cacheFolder =
  process.env.SLIPWAY_TEST_CACHE ?? join(dirname(fileURLToPath(import.meta.url)), '..', '.cache');

/**
 * Makes the environment once per set of requirements (pip's own syntax) and keeps it under `test/.cache/python`,
 * or under `SLIPWAY_TEST_CACHE` where several checkouts share one. Safe to ask for from several processes.
 * Throws where Python is there and the installation fails; its log is named in the message.
 */
export async function pythonEnv(name: string, requirements: string[]): Promise<PythonEnv | NoPython> {
  const base = findPython();
  if (typeof base !== 'string') return base;
  const digest = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 8);
  const folder = join(cacheFolder, 'python', `${name}-${digest}`);
  const python =
    process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const complete = join(folder, '.complete');
  if (!existsSync(complete)) {
    await mkdir(dirname(folder), { recursive: true });
    await withLock(`${folder}.lock`, async () => {
      if (existsSync(complete)) return;
      await rm(folder, { recursive: true, force: true });
      await install(base, folder, python, requirements, `${folder}.log`);
      await writeFile(complete, requirements.join('\n'));
    });
  }
  return { python, env: { ...inherited(), VIRTUAL_ENV: folder, PYTHONNOUSERSITE: '1' } };
}

function findPython(): string | NoPython {
  const candidates = [process.env.SLIPWAY_TEST_PYTHON, 'python3', 'python'].filter(
    (name) => name !== undefined,
  );
  const found: string[] = [];
  for (const candidate of candidates) {
    const probe = spawnSync(candidate, ['-c', 'import sys, venv; print(*sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    if (probe.status !== 0) continue;
    const [major = 0, minor = 0] = probe.stdout.trim().split(' ').map(Number);
    if (major === oldestPython[0] && minor >= oldestPython[1]) return candidate;
    found.push(`${candidate} is ${major}.${minor}`);
  }
  return {
    skipped: `no Python >= ${oldestPython.join('.')} with venv on PATH${found.length ? ` (${found.join(', ')})` : ''}`,
  };
}

async function install(base: string, folder: string, python: string, requirements: string[], log: string) {
  const uv = await findUv(base, log);
  if (uv === null) {
    await run(base, ['-m', 'venv', folder], log);
    await run(
      python,
      ['-m', 'pip', 'install', '--disable-pip-version-check', '--prefer-binary', ...requirements],
      log,
    );
    return;
  }
  // With pip in it, as a user's has.
  await run(uv, ['venv', '--seed', '--python', base, folder], log);
  await run(uv, ['pip', 'install', '--python', python, ...requirements], log);
}

/**
 * The machine's uv, else one from PyPI: the dozen environments of the tests share most of their packages, and pip would unpack and
 * compile each anew. Null where it cannot be had.
 */
async function findUv(base: string, log: string): Promise<string | null> {
  if (spawnSync('uv', ['--version']).status === 0) return 'uv';
  const folder = join(cacheFolder, 'uv');
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const uv = join(programs, 'uv');
  await mkdir(cacheFolder, { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (spawnSync(uv, ['--version']).status === 0) return;
    await run(base, ['-m', 'venv', '--clear', folder], log);
    await run(join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', 'uv'], log).catch(
      (error: unknown) => console.warn(`Environments are made by pip, which takes longer: ${error}`),
    );
  });
  return spawnSync(uv, ['--version']).status === 0 ? uv : null;
}

async function run(command: string, args: string[], log: string): Promise<void> {
  const output = await open(log, 'a');
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      spawn(command, args, { stdio: ['ignore', output.fd, output.fd], env: inherited() })
        .once('error', reject)
        .once('exit', resolve);
    });
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}; its log: ${log}`);
  } finally {
    await output.close();
  }
}

function inherited(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(PYTHON|VIRTUAL_ENV|CONDA_|MLFLOW_|NODE_OPTIONS)/.test(key))
      env[key] = value;
  }
  return env;
}

/** A lock file that holds its owner's pid; one that a dead process left is taken over. */
async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await isAbandoned(lock)) await rm(lock, { force: true });
      else await sleep(500);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, 'utf8').catch(() => '0'));
  if (pid === 0)
    return Date.now() - (await stat(lock).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs > 5_000;
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
