import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TestWorkspace } from '../processes/workspace.ts';

const pipeline = `stages:
  train:
    cmd: cp scores-in.json scores.json && cp notes-in.yaml notes.yaml
    deps: [scores-in.json, notes-in.yaml]
    metrics: [scores.json: {cache: false}, notes.yaml: {cache: false}]
`;

let workspace: TestWorkspace;
let bin: string;

/** A project whose base has other metrics than its head, cloned as a build machine clones it. */
beforeEach(async () => {
  workspace = new TestWorkspace();
  bin = mkdtempSync(join(tmpdir(), 'slipway-bin-'));
  const shim = join(bin, 'slipway');
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${workspace.program}" "$@"\n`);
  chmodSync(shim, 0o755);
  workspace.write('dvc.yaml', pipeline);
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.email', 'ana@example.com');
  git('config', 'user.name', 'Ana');
  await commit('{"auc": 0.8, "old": 1, "same": 3, "deep": {"loss": 2}}', 'rows: 10\n');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('checkout', '--quiet', '-b', 'better');
  await commit('{"auc": 0.875, "same": 3, "deep": {"loss": 0.5}}', 'rows: 10\n');
});
afterEach(async () => {
  await workspace.dispose();
  rmSync(bin, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: workspace.folder, encoding: 'utf8' });
}

async function commit(scores: string, notes: string): Promise<void> {
  workspace.write('scores-in.json', scores);
  workspace.write('notes-in.yaml', notes);
  const { code, stdout, stderr } = await workspace.slipway('run');
  if (code !== 0) throw new Error(stdout + stderr);
  git('add', '.');
  git('commit', '--quiet', '--message', 'State');
}

/** As a build machine runs a step. */
function shell(script: string, env: Record<string, string> = {}) {
  return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: workspace.folder,
    encoding: 'utf8',
    env: { ...workspace.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ...env },
  });
}

const table = `| File | Metric | origin/main | Now | Change |
| --- | --- | ---: | ---: | ---: |
| scores.json | auc | 0.8 | 0.875 | +0.075 |
| scores.json | deep.loss | 2 | 0.5 | -1.5 |
| scores.json | old | 1 | - | - |
`;

describe('the steps that slipway ci init writes', { timeout: 60_000 }, () => {
  test('of GitHub check, run and compare: the summary has the differences of metrics', async () => {
    await workspace.slipway('ci', 'init', '--github');
    const file = join(workspace.folder, '.github/workflows/slipway.yml');
    const { steps } = parse(readFileSync(file, 'utf8')).jobs.pipelines as {
      steps: { name?: string; run?: string }[];
    };
    const run = (name: string) => String(steps.find((step) => step.name === name)?.run);
    expect(shell(run('Lint'))).toMatchObject({ status: 0 });
    expect(shell(run('Run'))).toMatchObject({ status: 0 });
    const summary = join(workspace.folder, 'summary.md');
    const compared = shell(run('Compare metrics'), {
      GITHUB_BASE_REF: 'main',
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(compared.stderr).toBe('');
    expect(readFileSync(summary, 'utf8')).toBe(table);
    expect(readFileSync(join(workspace.folder, 'metrics.md'), 'utf8')).toBe(table);
    expect(git('status', '--porcelain', '--untracked-files=no')).toBe('');
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  test('of GitHub fail for a pipeline that is broken, or whose stage fails', async () => {
    await workspace.slipway('ci', 'init', '--github');
    workspace.write('dvc.yaml', pipeline.replace('deps', 'dep'));
    const lint = shell('slipway lint --format github');
    expect(lint.status).toBe(1);
    expect(lint.stdout).toContain('::error file=dvc.yaml,line=4,');
    workspace.write('dvc.yaml', pipeline.replace('cp scores-in', 'false && cp scores-in'));
    expect(shell('slipway run').status).toBe(1);
  });

  test('of a project in a folder of its repository run there, and the file lies where the host looks', async () => {
    mkdirSync(join(workspace.folder, 'models', 'fraud'), { recursive: true });
    workspace.write('models/fraud/.python-version', '3.13\n');
    workspace.write('models/fraud/dvc.yaml', pipeline.replace('deps', 'dep'));
    for (const host of ['--github', '--gitlab'])
      expect(await workspace.slipwayIn('models/fraud', 'ci', 'init', host)).toMatchObject({
        code: 0,
        stderr: '',
      });
    const read = (file: string) => parse(readFileSync(join(workspace.folder, file), 'utf8'));
    const { defaults, steps } = read('.github/workflows/slipway.yml').jobs.pipelines;
    expect(defaults).toEqual({ run: { 'working-directory': 'models/fraud' } });
    expect(steps[1].with).toEqual({ 'python-version-file': 'models/fraud/.python-version' });
    const { before_script: before, artifacts } = read('.gitlab-ci.yml').pipelines;
    expect(before[0]).toBe('cd "models/fraud"');
    expect(artifacts.paths).toEqual(['models/fraud/metrics.md']);
    const lint = shell('cd models/fraud && slipway lint --format github', {
      GITHUB_WORKSPACE: workspace.folder,
    });
    expect(lint.stdout).toContain('::error file=models/fraud/dvc.yaml,line=4,');
  });

  test('of GitLab send the differences of metrics as a note, where a token is given', async () => {
    await workspace.slipway('ci', 'init', '--gitlab');
    const file = join(workspace.folder, '.gitlab-ci.yml');
    const { script } = parse(readFileSync(file, 'utf8')).pipelines as { script: string[] };
    const upstream = join(bin, 'upstream.git');
    mkdirSync(upstream);
    git('clone', '--quiet', '--bare', '.', upstream);
    git('remote', 'add', 'origin', upstream);
    const notes: { url: string; token: string; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        notes.push({
          url: String(request.url),
          token: String(request.headers['private-token']),
          body: new URLSearchParams(body).get('body') ?? '',
        });
        response.writeHead(201).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const env = {
        CI_MERGE_REQUEST_IID: '7',
        CI_PROJECT_ID: '42',
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
        CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
      };
      const without = await shellAside(script.join('\n'), env);
      expect(without.stdout).toContain('set SLIPWAY_COMMENT_TOKEN');
      expect(without.code).toBe(0);
      expect(notes).toEqual([]);
      const done = await shellAside(script.join('\n'), { ...env, SLIPWAY_COMMENT_TOKEN: 'glpat-1' });
      expect(done.code).toBe(0);
      expect(notes).toEqual([
        { url: '/api/v4/projects/42/merge_requests/7/notes', token: 'glpat-1', body: table },
      ]);
    } finally {
      server.close();
    }
  });
});

/** Beside this process, which answers it. */
function shellAside(
  script: string,
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: workspace.folder,
      env: { ...workspace.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ...env },
    });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

describe('slipway metrics diff', { timeout: 60_000 }, () => {
  test('refuses a commit that is not known, and a folder that is in no repository', async () => {
    const unknown = await workspace.slipway('metrics', 'diff', 'no-such');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('git knows no commit "no-such" here.');
    const elsewhere = new TestWorkspace();
    elsewhere.write('dvc.yaml', pipeline);
    const outside = await elsewhere.slipway('metrics', 'diff');
    await elsewhere.dispose();
    expect(outside.stderr).toContain('is in no git repository');
  });

  test('says what a commit has neither in its files nor in the cache', async () => {
    workspace.write('dvc.yaml', pipeline.replace('notes.yaml: {cache: false}', 'late.json'));
    git('add', '.');
    git('commit', '--quiet', '--message', 'Late');
    const { stdout } = await workspace.slipway('metrics', 'diff', '--json');
    expect(JSON.parse(stdout).unread).toEqual([
      { side: 'HEAD', path: 'late.json', reason: 'neither in the files nor in the cache' },
      { side: 'now', path: 'late.json', reason: 'neither in the files nor in the cache' },
    ]);
  });
});
