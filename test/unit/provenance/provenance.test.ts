import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGitState } from '../../../server/provenance/git-state.ts';
import { collectProvenance, type Provenance } from '../../../server/provenance/provenance.ts';
import { pythonEnv } from '../../bed/python-env.ts';

const bed = await pythonEnv('notebooks', ['ipykernel', 'papermill', 'tqdm']);
const skipped = 'skipped' in bed ? ` (skipped: ${bed.skipped})` : '';
const env = { PATH: process.env.PATH ?? '', HOME: tmpdir(), GIT_DIR: '/elsewhere/.git' };
let folder: string;
let script: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-provenance-')));
  script = join(folder, 'train.py');
  writeFileSync(script, 'print(1)\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();

function repository(): void {
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
}

const collect = (file: string | null = script) =>
  collectProvenance({ cwd: folder, env, file, interpreter: null });

function text(provenance: Provenance, path: string): string | undefined {
  return provenance.artifacts.find((artifact) => artifact.path === `provenance/${path}`)?.text;
}

test('a clean repository: commit, branch, remote without credentials', async () => {
  repository();
  git('remote', 'add', 'upstream', 'https://example.org/other.git');
  git('remote', 'add', 'origin', 'https://me:hunter2@example.org/project.git');
  const found = await collect();
  expect(found.tags).toMatchObject({
    'mlflow.source.git.commit': git('rev-parse', 'HEAD'),
    'mlflow.source.git.branch': 'main',
    'mlflow.source.git.repoURL': 'https://example.org/project.git',
    'slipway.git.dirty': 'false',
    'slipway.source.sha256': createHash('sha256').update('print(1)\n').digest('hex'),
  });
  expect(found.artifacts.map(({ path }) => path)).toEqual(['provenance/machine.json']);
});

test('a dirty one: a diff that git itself applies, secrets redacted, untracked files named', async () => {
  repository();
  writeFileSync(script, 'print(2)\n');
  writeFileSync(join(folder, 'new.py'), '');
  const found = await collect();
  expect(found.tags['slipway.git.dirty']).toBe('true');
  expect(text(found, 'untracked.txt')).toBe('new.py\n');
  git('checkout', '-q', 'train.py');
  execFileSync('git', ['apply', '-'], { cwd: folder, input: text(found, 'changes.diff') });
  expect(git('diff', '--stat')).toContain('train.py');

  writeFileSync(script, 'api_key = "q1w2e3r4"\n');
  expect(text(await collect(), 'changes.diff')).toContain('+api_key = "***"');
});

test('a script that no commit holds is kept, redacted', async () => {
  repository();
  const loose = join(folder, 'loose.py');
  writeFileSync(loose, 'password = "q1w2e3r4"\n');
  expect(text(await collect(loose), 'source/loose.py')).toBe('password = "***"\n');
});

test('without git, without a commit, with a broken repository: the rest is there', async () => {
  expect(Object.keys((await collect()).tags).sort()).toEqual(['slipway.machine', 'slipway.source.sha256']);

  git('init', '-q', '-b', 'main');
  git('add', '-A');
  const unborn = await collect();
  expect(unborn.tags).toMatchObject({ 'mlflow.source.git.branch': 'main', 'slipway.git.dirty': 'true' });
  expect(unborn.tags).not.toHaveProperty('mlflow.source.git.commit');
  expect(text(unborn, 'changes.diff')).toContain('+print(1)');

  git('commit', '-q', '-m', 'first');
  rmSync(join(folder, '.git', 'objects'), { recursive: true });
  expect((await collect()).tags).toHaveProperty('slipway.source.sha256');
});

test('a detached head has a commit and no branch', async () => {
  repository();
  git('checkout', '-q', '--detach');
  const { tags } = await collect();
  expect(tags).toHaveProperty('mlflow.source.git.commit');
  expect(tags).not.toHaveProperty('mlflow.source.git.branch');
});

test('a huge diff is cut, quickly', async () => {
  writeFileSync(join(folder, 'data.txt'), '');
  repository();
  writeFileSync(join(folder, 'data.txt'), 'x'.repeat(99).concat('\n').repeat(300_000));
  const state = await readGitState(folder, env);
  expect(state).toMatchObject({ diffIsCut: true, branch: 'main' });
  expect(state?.diff.length).toBe(1_000_000);
  expect(text(await collect(), 'changes.diff')).toContain('[cut here');
});

test("a repository's own diff tool is not run", async () => {
  repository();
  git('config', 'diff.external', `touch ${join(folder, 'ran')}`);
  writeFileSync(script, 'print(3)\n');
  expect(text(await collect(), 'changes.diff')).toContain('+print(3)');
  expect(git('status', '--porcelain')).not.toContain('ran');
});

test('running a notebook changes its hash, but not that of its source cells', async () => {
  const file = join(folder, 'a.ipynb');
  const notebook = (outputs: unknown[], source: string | string[]) =>
    JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source, outputs, metadata: {} }] });
  const hashes = async (content: string) => {
    writeFileSync(file, content);
    const { tags } = await collect(file);
    return [tags['slipway.source.sha256'], tags['slipway.source.cells.sha256']];
  };
  const before = await hashes(notebook([], ['a = 1\n', 'b']));
  const after = await hashes(notebook([{ output_type: 'stream' }], 'a = 1\nb'));
  const changed = await hashes(notebook([], 'a = 2'));
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  expect(changed[1]).not.toBe(before[1]);
});

test.skipIf(skipped)(
  `Python: its version, and packages as pip writes them${skipped}`,
  { timeout: 30_000 },
  async () => {
    const interpreter = 'skipped' in bed ? '' : bed.python;
    const found = await collectProvenance({ cwd: folder, env, file: null, interpreter });
    // The oracle: pip of that environment, which writes names as their authors do.
    const frozen = execFileSync(interpreter, ['-m', 'pip', 'freeze', '--all'], { encoding: 'utf8' });
    const theirs = frozen
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', version] = line.split('==');
        return `${name.toLowerCase().replaceAll(/[-_.]+/g, '-')}==${version}`;
      });
    const [heading, ...ours] = (text(found, 'requirements.txt') ?? '').trim().split('\n');
    expect(ours.sort()).toEqual(theirs.sort());
    expect(ours.length).toBeGreaterThan(30);
    expect(heading).toBe(`# Python ${found.tags['slipway.python.version']}`);
  },
);

test('a subfolder belongs to its repository', async () => {
  repository();
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  writeFileSync(join(inner, 'loose.txt'), '');
  expect(await readGitState(inner, env)).toMatchObject({ untracked: ['inner/loose.txt'], branch: 'main' });
});
