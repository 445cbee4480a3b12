import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunnerAddress } from '../../../schemas/protocol/runner.ts';
import { connectRunner, type RunnerClient } from '../../../server/discovery/connect.ts';

const program = join(import.meta.dirname, '../../../dist/server/cli.cjs');

/** An empty workspace folder with a state folder of its own; its runner is stopped at the end. */
export class TestWorkspace {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-ws-')));
  readonly program = program;
  readonly env: NodeJS.ProcessEnv = {
    ...process.env,
    SLIPWAY_STATE_DIR: mkdtempSync(join(tmpdir(), 'slipway-st-')),
  };

  constructor() {
    if (!existsSync(program)) throw new Error('build first: npm run build');
  }

  write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** Runs `slipway …` in the folder; never rejects for its exit code. */
  slipway(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return this.slipwayOf(program, ...args);
  }

  /** The same in a folder within it. */
  slipwayIn(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return this.#slipway(program, join(this.folder, folder), args);
  }

  /** The same of another build. */
  slipwayOf(cli: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return this.#slipway(cli, this.folder, args);
  }

  async #slipway(
    cli: string,
    cwd: string,
    args: string[],
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    try {
      const done = await promisify(execFile)(process.execPath, [cli, ...args], {
        cwd,
        env: this.env,
      });
      return { code: 0, ...done };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  /** Starts `slipway …` and leaves it running. */
  start(...args: string[]) {
    return spawn(process.execPath, [program, ...args], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async address(): Promise<RunnerAddress> {
    const { code, stdout, stderr } = await this.slipway('runner', 'ensure', '--json');
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as RunnerAddress;
  }

  async connect(): Promise<RunnerClient> {
    return connectRunner(await this.address(), 'editor');
  }

  /** Where the runner of this folder keeps what is no part of the workspace. */
  stateFolder(): string {
    const root = String(this.env.SLIPWAY_STATE_DIR);
    const [own = ''] = readdirSync(root).filter((name) => /^[0-9a-f]{16}$/.test(name));
    return join(root, own);
  }

  async dispose(): Promise<void> {
    await this.slipway('runner', 'stop');
    rmSync(this.folder, { recursive: true, force: true });
    if (!process.env.KEEP) rmSync(String(this.env.SLIPWAY_STATE_DIR), { recursive: true, force: true });
  }
}

/** True where some Python 3 runs. */
export const hasPython = (() => {
  try {
    execFileSync('python3', ['--version']);
    return true;
  } catch {
    return false;
  }
})();
