import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { gitopsRepository } from './gitops-site.ts';
import { rejectionOf } from './rejection.ts';
import { gateReport, releaseSite } from './release-site.ts';
import { signingKeys } from './signing-keys.ts';

vi.setConfig({ testTimeout: 60_000 });

const bo = { actor: 'bo@there', channel: 'cli' } as const;
const ann = { actor: 'ann@here', channel: 'cli' } as const;
const identity = 'identity: {kind: ssh, signers: allowed_signers, read_from: origin/main}';

/** A workspace whose target is protected as `rules` say, and whose repository lists Ann and Bo as signers; Eve is nobody. */
async function site(rules: string, ...more: string[]) {
  const repository = gitopsRepository();
  const keys = signingKeys(repository.root);
  const signers = ['ann', 'bo'].map((name) => keys.make(name)).join('');
  keys.make('eve');
  const listFor = (text: string) => {
    const other = join(repository.root, 'other');
    writeFileSync(join(other, 'allowed_signers'), text);
    repository.byOther('pull', '--quiet', '--no-rebase', 'origin', 'main');
    repository.byOther('add', '.');
    repository.byOther('commit', '--quiet', '--message', 'Who may sign');
    repository.byOther('push', '--quiet', 'origin', 'HEAD:main');
  };
  repository.begin();
  listFor(signers);
  const release = await releaseSite('{target: production}');
  execFileSync('git', ['init', '--quiet', release.folder]);
  execFileSync('git', ['remote', 'add', 'origin', repository.bare], { cwd: release.folder });
  release.gates.report = gateReport('passed');
  release.declare(
    `  production: {kind: gitops, repository: ${repository.bare}, protected: ${rules}}`,
    identity,
    ...more,
  );
  await release.register(1);
  await release.register(5);
  const text = () => release.approvals.open('production', null).text;
  return {
    release,
    repository,
    keys,
    signers,
    listFor,
    text,
    deploy: (version: string) => release.deploy(version, { target: 'production' }),
    approve: (name: string, signed = text()) =>
      release.approvals.sign(
        'production',
        null,
        'approver',
        keys.sign(name, signed),
        name === 'ann' ? ann : bo,
      ),
    ask: (name: string) =>
      release.approvals.sign(
        'production',
        null,
        'requester',
        keys.sign(name, text(), 'slipway-request'),
        ann,
      ),
    actions: () =>
      release.audit
        .list({ subject: 'production', before: null, limit: 50 })
        .map(({ action }) => action)
        .reverse(),
  };
}

test('a release to a protected target waits, and goes live once somebody else has signed it', async () => {
  const { release, repository, deploy, approve, ask, actions } = await site('{approvals: 1}');
  expect(await deploy('1')).toMatchObject({
    outcome: 'waiting-for-approval',
    revision: null,
    reason: expect.stringContaining('0 of 1 approvals') as string,
  });
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
  expect(release.targets.view('production').requests[0]).toMatchObject({
    model: 'm',
    version: '1',
    requester: 'ann@here',
    isSigned: false,
    approvedBy: [],
  });
  // Nobody can tell yet that it is not Bo who asks.
  expect(await rejectionOf(approve('bo'))).toMatchObject({
    code: 'SLW-SIGNATURE-REFUSED',
    message: expect.stringContaining('has to sign the request first') as string,
  });
  await ask('ann');
  expect(await rejectionOf(approve('ann'))).toMatchObject({
    message: expect.stringContaining('ann@example.com has asked for it') as string,
  });
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
  expect(repository.subjects()).toEqual(['Who may sign', 'Begin']);

  await approve('bo');
  expect(await deploy('1')).toMatchObject({ outcome: 'live', revision: 1 });
  expect(release.targets.view('production')).toMatchObject({
    requests: [],
    revisions: [{ approval: { by: ['bo@example.com'], isSelfApproved: false } }],
  });
  expect(repository.git('log', '-1', '--format=%B', 'main')).toContain('Approved-by: bo@example.com');
  expect(actions()).toEqual([
    ...['release.requested', 'approval.refused', 'release.signed', 'approval.refused', 'release.approved'],
    ...['deploy.started', 'rollout.phase', 'deploy.done'],
  ]);
  // Going back needs nobody.
  expect(await release.rollBack(null, 'production')).toMatchObject({ outcome: 'offline' });
});

test('a signature by somebody else, over something else, or for another purpose approves nothing', async () => {
  const { release, keys, deploy, approve, ask, text } = await site('{approvals: 1}');
  await deploy('1');
  await ask('ann');
  const first = text();
  expect(await rejectionOf(approve('eve'))).toMatchObject({ code: 'SLW-SIGNATURE-REFUSED' });
  expect(await rejectionOf(approve('bo', first.replace('"version":"1"', '"version":"2"')))).toMatchObject({
    code: 'SLW-SIGNATURE-REFUSED',
  });
  const asRequest = keys.sign('bo', first, 'slipway-request');
  expect(
    await rejectionOf(release.approvals.sign('production', null, 'approver', asRequest, bo)),
  ).toMatchObject({
    code: 'SLW-SIGNATURE-REFUSED',
  });
  expect(
    await rejectionOf(release.approvals.sign('production', null, 'approver', 'no signature', bo)),
  ).toMatchObject({ code: 'SLW-SIGNATURE-REFUSED' });

  // The manifest is another one: what was approved is not what would be released.
  await approve('bo');
  release.writeManifest('{target: production, warmup: {requests: 3}}');
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
  expect(text()).not.toBe(first);
  // Nor is an approval of before one of now, though it is for the same version.
  expect(await rejectionOf(approve('bo', first))).toMatchObject({ code: 'SLW-SIGNATURE-REFUSED' });
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
});

test('an approval is used once', async () => {
  const { release, keys, deploy, approve, ask, text } = await site('{approvals: 1}');
  await deploy('1');
  await ask('ann');
  const used = keys.sign('bo', text());
  await approve('bo');
  expect(await deploy('1')).toMatchObject({ outcome: 'live' });
  expect(await rejectionOf(release.approvals.sign('production', null, 'approver', used, bo))).toMatchObject({
    code: 'SLW-NO-REQUEST',
  });
  await release.rollBack(null, 'production');
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
  expect(await rejectionOf(release.approvals.sign('production', null, 'approver', used, bo))).toMatchObject({
    code: 'SLW-SIGNATURE-REFUSED',
  });
});

test('several versions wait beside one another, and each is approved by its own name', async () => {
  const { release, keys, deploy } = await site('{approvals: 1, not_requester: false}');
  await deploy('1');
  await deploy('2');
  const { approvals } = release;
  expect(approvals.views('production').map(({ version }) => version)).toEqual(['2', '1']);
  expect(() => approvals.open('production', null)).toThrow(
    'Several releases to production wait for approval: m:2, m:1.',
  );
  expect(() => approvals.open('production', { model: 'm', version: '3' })).toThrow(
    'No release of m 3 to production waits for approval.',
  );
  const older = { model: 'm', version: '1' };
  const signature = keys.sign('bo', approvals.open('production', older).text);
  expect(
    await rejectionOf(approvals.sign('production', { model: 'm', version: '2' }, 'approver', signature, bo)),
  ).toMatchObject({ code: 'SLW-SIGNATURE-REFUSED' });
  expect(await approvals.sign('production', older, 'approver', signature, bo)).toMatchObject({
    version: '1',
    approvedBy: ['bo@example.com'],
  });
  expect(await deploy('2')).toMatchObject({ outcome: 'waiting-for-approval' });
  expect(await deploy('1')).toMatchObject({ outcome: 'live', version: '1' });
  expect(approvals.views('production').map(({ version }) => version)).toEqual(['2']);
});

test('a request that nobody approved in time is asked anew', async () => {
  const { deploy, approve, ask, text } = await site('{approvals: 1, expires: 1ms}');
  await deploy('1');
  expect(() => text()).toThrow('was to be approved before');
  expect(await rejectionOf((async () => approve('bo'))())).toMatchObject({ code: 'SLW-NO-REQUEST' });
  expect(await rejectionOf((async () => ask('ann'))())).toMatchObject({ code: 'SLW-NO-REQUEST' });
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
});

test('who is no longer listed has not approved', async () => {
  const { repository, signers, listFor, deploy, approve, ask } = await site('{approvals: 1}');
  await deploy('1');
  await ask('ann');
  await approve('bo');
  // Taken from the list after the signature, and before the release; in the working tree they would still stand.
  listFor(signers.replace(/^bo@.*\n/m, ''));
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
  listFor(signers);
  expect(await deploy('1')).toMatchObject({ outcome: 'live' });
  expect(repository.subjects()[0]).toBe('Deploy m 1 (revision 1) to production');
});

test('only the approvers of slipway.yaml approve', async () => {
  const { deploy, approve, ask } = await site('{approvals: 2}', 'roles: {approver: [bo@example.com]}');
  await deploy('1');
  await ask('bo');
  expect(await rejectionOf(approve('ann'))).toMatchObject({
    message: expect.stringContaining('ann@example.com is not among the approvers') as string,
  });
});

test('where the target allows it, who asks approves, and that is called self-approved', async () => {
  const { release, repository, deploy, approve, actions } = await site(
    '{approvals: 1, not_requester: false}',
  );
  await deploy('1');
  await approve('ann');
  expect(await deploy('1')).toMatchObject({ outcome: 'live' });
  expect(release.targets.view('production').revisions).toMatchObject([
    { approval: { by: ['ann@example.com'], isSelfApproved: true } },
  ]);
  expect(repository.git('log', '-1', '--format=%B', 'main')).toContain(
    'Approved-by: ann@example.com (self-approved)',
  );
  expect(actions()).toContain('release.approved');
});

test('without a list of signers nothing is approved, and what is missing is said', async () => {
  const { release, deploy, keys, text } = await site('{approvals: 1}');
  const approve = () => release.approvals.sign('production', null, 'approver', keys.sign('bo', text()), bo);
  release.declare('  production: {kind: local, port: 0, protected: {approvals: 1}}');
  expect(await deploy('1')).toMatchObject({ outcome: 'waiting-for-approval' });
  expect(await rejectionOf(approve())).toMatchObject({
    code: 'SLW-SIGNERS',
    message: 'slipway.yaml does not say under identity who may approve.',
  });
  release.declare(
    '  production: {kind: local, port: 0, protected: {approvals: 1}}',
    'identity: {kind: ssh, signers: others, read_from: origin/main}',
  );
  expect(await rejectionOf(approve())).toMatchObject({
    code: 'SLW-SIGNERS',
    message: expect.stringContaining('There is no others on branch main of') as string,
  });
});
