import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PipelineSummary } from '../../schemas/protocol/pipelines.ts';
import type { NoPython, PythonEnv } from '../bed/python-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

export const dvcRequirements = ['dvc==3.67.1', 'dvclive==3.49.1'];

/** A workspace that Slipway and the real DVC run in turn. */
export class DvcProject {
  readonly workspace = new TestWorkspace();
  readonly #python: PythonEnv | NoPython;
  readonly #env: Record<string, string> = {};

  constructor(python: PythonEnv | NoPython) {
    this.#python = python;
    // The user's own configuration is none of a test's.
    this.setEnv('DVC_GLOBAL_CONFIG_DIR', this.path('.dvc/tmp/global'));
    this.setEnv('DVC_SYSTEM_CONFIG_DIR', this.path('.dvc/tmp/system'));
    this.setEnv('DVC_NO_ANALYTICS', '1');
  }

  /** For `dvc` and for the runner, if it is not started yet. */
  setEnv(name: string, value: string): void {
    this.workspace.env[name] = value;
    this.#env[name] = value;
  }

  get folder(): string {
    return this.workspace.folder;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Makes the folders above it too. */
  write(name: string, text: string): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    return this.workspace.write(name, text);
  }

  /** Runs `dvc …`; rejects where it fails. */
  async dvc(...args: string[]): Promise<string> {
    return this.#execute('dvc', args);
  }

  async git(...args: string[]): Promise<string> {
    return this.#execute('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args]);
  }

  /** Of `slipway …`: each stage's state, with its reasons. */
  async states(...args: string[]): Promise<Record<string, string>> {
    const { stdout, stderr } = await this.workspace.slipway(...args, '--json');
    if (stdout === '') throw new Error(stderr);
    const { stages } = JSON.parse(stdout) as PipelineSummary;
    return Object.fromEntries(
      stages.map(({ name, state, reasons }) => [name, [state, ...reasons].join('; ')]),
    );
  }

  /** What `dvc status` finds: empty where it is content. */
  async dvcStatus(): Promise<unknown> {
    return JSON.parse(await this.dvc('status', '--json'));
  }

  /** `dvc.lock` and `.gitignore` files, byte for byte but for the order of stages and lines: that in which they ran. */
  written(): Record<string, string[]> {
    const names = readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(^|[/\\])(dvc\.lock|\.gitignore)$/.test(name))
      .filter((name) => !/^\.(dvc|git|slipway)[/\\]/.test(name));
    return Object.fromEntries(
      names.sort().map((name) => {
        const text = readFileSync(this.path(name), 'utf8').trimEnd();
        return [name, text.split(name.endsWith('.gitignore') ? '\n' : /\n(?=(?: {2})?\S)/).sort()];
      }),
    );
  }

  dispose(): Promise<void> {
    return this.workspace.dispose();
  }

  async #execute(program: string, args: string[]): Promise<string> {
    if ('skipped' in this.#python) throw new Error(this.#python.skipped);
    const { env, python } = this.#python;
    const { stdout } = await promisify(execFile)(program, args, {
      cwd: this.folder,
      env: {
        ...env,
        ...this.#env,
        PATH: `${dirname(python)}${delimiter}${process.env.PATH}`,
      },
    });
    return stdout;
  }
}
