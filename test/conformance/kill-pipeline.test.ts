import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pythonEnv } from '../bed/python-env.ts';
import { runPipeline } from '../unit/pipelines/pipeline-commands.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const kills = 16;
/** Stage -> what it reads; each is an out of its own name. */
const needs: Record<string, string[]> = {
  a: ['seed'],
  b: ['seed'],
  c: ['a', 'b'],
  d: ['c'],
  e: ['c', 'a'],
};
/** Writes its out in two halves, so that a kill may find one of them. */
const work = `out=$1; shift
echo begin $out > $out
sleep 0.1
cat "$@" >> $out
echo end >> $out
`;

function contentOf(name: string, seed: string): string {
  const read = needs[name];
  if (!read) return seed;
  return `begin ${name}\n${read.map((dep) => contentOf(dep, seed)).join('')}end\n`;
}

const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');

interface Lock {
  stages: Record<string, Record<'deps' | 'outs', { path: string; md5: string }[]>>;
}

describe.skipIf('skipped' in python)(`a runner that is killed at any moment of a pipeline${why}`, () => {
  let workspace: TestWorkspace;

  async function dvc(...args: string[]): Promise<string> {
    if ('skipped' in python) return '';
    const { stdout } = await promisify(execFile)('dvc', args, {
      cwd: workspace.folder,
      env: { ...python.env, PATH: `${dirname(python.python)}${delimiter}${process.env.PATH}` },
    });
    return stdout;
  }

  beforeEach(async () => {
    workspace = new TestWorkspace();
    await promisify(execFile)('git', ['init', '--quiet'], { cwd: workspace.folder });
    await dvc('init', '--quiet');
    workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 2}}\n');
    workspace.write('work.sh', work);
    const stages = Object.entries(needs).map(
      ([name, deps]) =>
        `  ${name}: {cmd: sh work.sh ${name} ${deps.join(' ')}, deps: [${deps.join(', ')}], outs: [${name}]}\n`,
    );
    workspace.write('dvc.yaml', `stages:\n${stages.join('')}`);
  });
  afterEach(() => workspace.dispose());

  /** Each object's content is what its name says. */
  function checkCache(): number {
    const folder = join(workspace.folder, '.dvc/cache/files/md5');
    if (!existsSync(folder)) return 0;
    const objects = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      // Drafts of who was killed have no object's name.
      (entry) => entry.isFile() && !entry.name.startsWith('.'),
    );
    for (const { parentPath, name } of objects)
      expect(parentPath.slice(-2) + name).toBe(md5(readFileSync(join(parentPath, name))));
    return objects.length;
  }

  /** What is locked of each stage is what its command makes of what is locked of its deps, for one of the seeds. */
  function checkLock(seeds: readonly string[]): void {
    const file = join(workspace.folder, 'dvc.lock');
    if (!existsSync(file)) return;
    const { stages } = parse(readFileSync(file, 'utf8')) as Lock;
    for (const [name, { deps, outs }] of Object.entries(stages)) {
      const locked = [...deps, ...outs].map(({ path, md5: hash }) => `${path} ${hash}`);
      const possible = seeds.map((seed) =>
        [...(needs[name] ?? []), name].map((path) => `${path} ${md5(contentOf(path, seed))}`).sort(),
      );
      expect(possible).toContainEqual(locked.sort());
    }
  }

  test('leaves no corrupt object, no lock that lies, and nothing counted done that was not', {
    timeout: 300_000,
  }, async () => {
    const seeds: string[] = [];
    let broken = 0;
    for (let kill = 0; kill < kills; kill++) {
      // Every other kill hits a run that goes on from the last.
      if (kill % 2 === 0) seeds.push(`seed ${kill}\n`);
      workspace.write('seed', seeds.at(-1) ?? '');
      const { pid } = await workspace.address();
      const cli = workspace.start('run', '--jobs', '2');
      const ended = new Promise((exit) => cli.once('exit', exit));
      await Promise.race([delay(120 + ((kill * 389) % 1100)), ended]);
      process.kill(pid, 'SIGKILL');
      if ((await ended) !== 0) broken++;
      checkCache();
      checkLock(seeds);
    }
    // The moments were not all too late.
    expect(broken).toBeGreaterThan(kills / 2);
    const seed = seeds.at(-1) ?? '';
    const last = await runPipeline(workspace);
    expect(last.code, JSON.stringify(last)).toBe(0);
    for (const name of Object.keys(needs))
      expect(readFileSync(join(workspace.folder, name), 'utf8')).toBe(contentOf(name, seed));
    expect(checkCache()).toBeGreaterThanOrEqual(Object.keys(needs).length);
    checkLock([seed]);
    expect(JSON.parse(await dvc('status', '--json'))).toEqual({});
    expect(await dvc('repro')).toContain('Data and pipelines are up to date');
  });
});
