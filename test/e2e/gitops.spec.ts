import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { register, train } from './harness/releases.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('a GitOps target', async () => {
  const bare = join(await mkdtemp(join(tmpdir(), 'slw-gitops-')), 'serving.git');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  const git = (...command: string[]) => execFileSync('git', command, { cwd: bare, encoding: 'utf8' }).trim();
  const editor = useEditor({
    workspace: 'models',
    settings: pythonSettings(python),
    fill: async (folder) => {
      await writeFile(
        join(folder, 'slipway.yaml'),
        `slipway: 1
targets:
  production: {kind: gitops, repository: ${bare}}
  guarded: {kind: gitops, repository: ${bare}, protected: {approvals: 1}}
`,
      );
      await writeFile(
        join(folder, 'fraud.model.yaml'),
        'slipway: 1\nname: fraud\nartifact: model.onnx\ndeploy: {target: production}\n',
      );
    },
  });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const deployments = () => editor().tree('Deployments');
  const dialog = () => editor().page.locator('.monaco-dialog-box');

  test('a version is committed to the repository, after it was said what that waits for', async () => {
    await editor().openContainer('Slipway');
    await deployments()
      .item(/^production.*offline · GitOps/)
      .waitFor();
    await train(editor(), 2);
    await register(editor(), 'fraud', 1);
    await models().press('Version 1', 'Deploy Model…');
    await input().pick('production');
    await dialog().getByText('Deploy fraud 1 to production?').waitFor();
    await dialog().getByText('Rolling back is not instant here').waitFor();
    await editor().answerDialog('Deploy');
    await editor()
      .notification(/fraud 1 \(revision 1\) is live on production/)
      .waitFor({ timeout: 60_000 });
    await deployments()
      .item(/^production.*live · GitOps/)
      .waitFor();
    expect(git('log', '--format=%s', 'main')).toBe('Deploy fraud 1 (revision 1) to production');
    expect(git('tag', '--list').split('\n')).toEqual(['fraud#production#1', 'fraud@v1.0.0']);
  }, 240_000);

  test('rolling back is a commit, too', async () => {
    await deployments().press(/^production/, 'Roll Back…');
    await dialog().getByText('Take fraud 1 offline on production?').waitFor();
    await editor().answerDialog('Take Offline');
    await deployments()
      .item(/^production.*offline/)
      .waitFor();
    expect(git('log', '-1', '--format=%s', 'main')).toBe('Take production offline');
  }, 60_000);

  test('a release to a protected target waits, and its row leads to the command that approves', async () => {
    await deployments().press(/^guarded/, 'Deploy Model…');
    await input().pick('fraud');
    await input().pick('Version 1');
    await dialog().getByText('It waits until others than you have approved it').waitFor();
    await editor().answerDialog('Deploy');
    await editor()
      .notification(/The release to guarded waits for approval: 0 of 1 approvals/)
      .waitFor({ timeout: 60_000 });
    await deployments()
      .item(/^guarded.*fraud 1 waits for approval/)
      .waitFor();
    await deployments().press(/^guarded/, 'Approve Release…');
    await expect
      .poll(() => editor().terminalText())
      .toContain('slipway approve guarded fraud:1 --as-requester');
  }, 90_000);
});
