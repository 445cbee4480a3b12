import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TargetView } from '../../../schemas/protocol/deployments.ts';
import { gitopsRepository } from '../deployments/gitops-site.ts';
import { signingKeys } from '../deployments/signing-keys.ts';
import { register } from './register-version.ts';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

/** A workspace whose model is released through a repository, where Ann and Bo may sign. */
async function team(target: string) {
  const repository = gitopsRepository();
  const keys = signingKeys(repository.root);
  const other = join(repository.root, 'other');
  writeFileSync(join(other, 'allowed_signers'), keys.make('ann') + keys.make('bo'));
  repository.begin();
  execFileSync('git', ['init', '--quiet'], { cwd: workspace.folder });
  execFileSync('git', ['remote', 'add', 'origin', repository.bare], { cwd: workspace.folder });
  workspace.write(
    'slipway.yaml',
    `slipway: 1
targets:
  production: {kind: gitops, repository: ${repository.bare}, ${target}}
identity: {kind: ssh, signers: allowed_signers, read_from: origin/main}
`,
  );
  workspace.write(
    'fraud.model.yaml',
    'slipway: 1\nname: fraud\nartifact: model.txt\ndeploy: {target: production}\n',
  );
  await register(workspace, 'fraud', { 'model.txt': '0.93' });
  const view = async () =>
    JSON.parse((await workspace.slipway('deployments', 'production', '--json')).stdout) as TargetView;
  return { repository, keys, view };
}

describe('releases that wait for others', { timeout: 60_000 }, () => {
  test('deploy exits with 5, approve with 0 once it is live, rollback with 0', async () => {
    const { repository, keys, view } = await team('protected: {approvals: 1}');
    const asked = await workspace.slipway('deploy', 'fraud', '--key', keys.path('ann'));
    expect(asked.stderr).toContain('fraud 1 at production waits for approval: 0 of 1 approvals');
    expect(asked.code).toBe(5);
    expect((await view()).requests).toMatchObject([{ version: '1', isSigned: true, approvedBy: [] }]);
    const misnamed = await workspace.slipway('approve', 'production', 'fraud:7', '--show');
    expect(misnamed.stderr).toContain(
      'No release of fraud:7 to production waits for approval; fraud:1 does.',
    );
    expect(misnamed.code).toBe(1);
    expect((await workspace.slipway('deployments')).stdout).toContain('waits for approval (0 of 1)');
    const own = await workspace.slipway('approve', 'production', '--key', keys.path('ann'));
    expect(own.stderr).toContain('ann@example.com has asked for it');
    expect(own.code).toBe(1);
    expect((await workspace.slipway('deploy', 'fraud:1')).code).toBe(5);
    expect(repository.tags()).toEqual([]);

    // Bo signs on a machine of his own.
    const { stdout: text } = await workspace.slipway('approve', 'production', 'fraud:1', '--show');
    const signature = workspace.write('bo.sig', keys.sign('bo', text));
    const approved = await workspace.slipway('approve', 'production', '--signature', signature, '--json');
    expect(approved.stderr).toBe('');
    expect(approved.code).toBe(0);
    expect(JSON.parse(approved.stdout)).toMatchObject({
      request: { approvedBy: ['bo@example.com'] },
      release: { target: 'production', revision: 1, outcome: 'live', switchMs: null },
    });
    expect(repository.tags()).toEqual(['fraud#production#1', 'fraud@v1.0.0']);
    expect((await workspace.slipway('deployments', 'production')).stdout).toContain(
      'healthy, approved by bo@example.com',
    );

    const back = await workspace.slipway('rollback', 'production', '--json');
    expect(back.code).toBe(0);
    expect(JSON.parse(back.stdout)).toMatchObject({ outcome: 'offline', previousRevision: 1 });
    const verified = await workspace.slipway('audit', 'verify');
    expect(verified.stdout).toMatch(/^Anchored: commit [0-9a-f]{7,} of .*serving\.git holds entry \d+/);
    expect(verified.code).toBe(0);
    const nothing = await workspace.slipway('approve', 'production', '--key', keys.path('bo'));
    expect(nothing.stderr).toContain('No release to production waits for approval');
    expect(nothing.code).toBe(1);
  });

  test('a pull request makes deploy exit with 5 until it is merged', async () => {
    const { repository, view } = await team('via: pull-request');
    const submitted = await workspace.slipway('deploy', 'fraud', '--json');
    expect(submitted.code).toBe(5);
    expect(JSON.parse(submitted.stdout)).toMatchObject({ revision: 1, outcome: 'waiting-for-approval' });
    expect((await view()).rollout).toMatchObject({ phase: 'submitted', kind: 'deploy', to: 1 });
    repository.byOther('fetch', '--quiet', 'origin');
    const [branch = ''] = repository
      .byOther('branch', '--remotes', '--list', '--format=%(refname:short)', 'origin/slipway/*')
      .split('\n');
    repository.byOther('merge', '--quiet', '--no-ff', '--no-edit', branch);
    repository.byOther('push', '--quiet', 'origin', 'HEAD:main');
    expect(await view()).toMatchObject({ live: 1, state: 'serving', rollout: null });
    expect((await workspace.slipway('deploy', 'fraud')).code).toBe(0);
  });
});
