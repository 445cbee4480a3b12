import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';

/** A folder with a dvc.yaml, and a state folder of its own, in which Slipway and DVC are measured. */
export class BenchProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-bench-')));
  readonly env: NodeJS.ProcessEnv;
  readonly #state = mkdtempSync(join(tmpdir(), 'slipway-bench-state-'));

  /** `env`: as DVC's environment has it. */
  constructor(env: NodeJS.ProcessEnv) {
    this.env = { ...env, SLIPWAY_STATE_DIR: this.#state };
  }

  write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** The installed command. */
  slipway(...args: string[]): Promise<string> {
    return run(process.execPath, [join(repository, 'dist/server/cli.cjs'), ...args], {
      cwd: this.folder,
      env: this.env,
    });
  }

  async dispose(): Promise<void> {
    await this.slipway('runner', 'stop');
    for (const folder of [this.folder, this.#state])
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/**
 * `count` stages in chains of ten at most, as if `dvc repro` had just run them: their outs, their cache and their
 * dvc.lock are there.
 */
export function writeRanStages(project: BenchProject, count: number): void {
  const chains = Math.ceil(count / 10);
  const yaml = ['stages:'];
  const lock = ["schema: '2.0'", 'stages:'];
  for (let index = 0; index < count; index++) {
    const dep = index < chains ? `in/${index}.txt` : `out/${index - chains}.txt`;
    const out = `out/${index}.txt`;
    const text = `chain ${index % chains}\n`;
    const md5 = createHash('md5').update(text).digest('hex');
    if (index < chains) project.write(dep, text);
    project.write(out, text);
    project.write(`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`, text);
    const path = (name: string) => [
      `- path: ${name}`,
      '  hash: md5',
      `  md5: ${md5}`,
      `  size: ${text.length}`,
    ];
    const command = `cmd: cp ${dep} ${out}`;
    yaml.push(
      `  s${index}:`,
      `    ${command}`,
      `    deps: [${dep}]`,
      `    params: [p${index}]`,
      `    outs: [${out}]`,
    );
    lock.push(
      `  s${index}:`,
      ...[
        command,
        'deps:',
        ...path(dep),
        'params:',
        '  params.yaml:',
        `    p${index}: ${index}`,
        'outs:',
        ...path(out),
      ].map((line) => `    ${line}`),
    );
  }
  project.write('params.yaml', Array.from({ length: count }, (_, index) => `p${index}: ${index}\n`).join(''));
  project.write('dvc.yaml', `${yaml.join('\n')}\n`);
  project.write('dvc.lock', `${lock.join('\n')}\n`);
}

/** One stage that reads a folder of `count` small files. */
export function writeManyFiles(project: BenchProject, count: number): void {
  for (let index = 0; index < count; index++)
    project.write(`data/${String(index).padStart(6, '0')}.txt`, `${index}\n`);
  project.write(
    'dvc.yaml',
    'stages:\n  count: {cmd: ls data | wc -l > count.txt, deps: [data], outs: [count.txt]}\n',
  );
}
