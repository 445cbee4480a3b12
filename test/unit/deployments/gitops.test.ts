import { expect, test, vi } from 'vitest';
import { gitopsRepository } from './gitops-site.ts';
import { rejectionOf } from './rejection.ts';
import { gateReport, releaseSite } from './release-site.ts';

vi.setConfig({ testTimeout: 60_000 });

const file = 'slipway/production.yaml';

async function site(via: 'direct' | 'pull-request' = 'direct') {
  const repository = gitopsRepository();
  const release = await releaseSite('{target: production, alias: production}');
  release.gates.report = gateReport('passed');
  release.declare(`  production: {kind: gitops, repository: ${repository.bare}, via: ${via}}`);
  const deploy = (version: string, override: string | null = null) =>
    release.deploy(version, { target: 'production', override, reason: 'slipway deploy m' });
  return { release, repository, deploy };
}

test('a release is a commit and two tags in one push; a rollback is a commit of what was there before', async () => {
  const { release, repository, deploy } = await site();
  for (const factor of [1, 5]) await release.register(factor);
  const result = await deploy('1');
  expect(result).toMatchObject({ revision: 1, outcome: 'live', switchMs: null });
  const first = repository.git('show', `main:${file}`);
  expect(repository.file(file)).toMatchObject({
    release: 1,
    target: 'production',
    revision: 1,
    model: {
      name: 'm',
      version: '1',
      artifact: 'model.onnx',
      uri: expect.stringMatching(/^mlflow-artifacts:/),
    },
    sha256: { model: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    manifest: { name: 'm', signature: { inputs: [{ name: 'x', datatype: 'FP32' }] } },
  });
  expect(repository.tags()).toEqual(['m#production#1', 'm@v1.0.0']);
  expect(repository.git('cat-file', '-t', 'm#production#1')).toBe('tag');
  const message = repository.git('for-each-ref', '--format=%(contents)', 'refs/tags/m#production#1');
  expect(message.split('\n')).toEqual(
    expect.arrayContaining([
      'Deploy m 1 (revision 1) to production',
      'Why: slipway deploy m',
      'By: ann@here (cli)',
    ]),
  );

  expect(await deploy('2')).toMatchObject({ revision: 2, previousRevision: 1, outcome: 'live' });
  expect(await release.rollBack(null, 'production')).toMatchObject({ revision: 1, outcome: 'live' });
  expect(repository.git('show', `main:${file}`)).toBe(first);
  expect(repository.tags()).toEqual([
    ...['m#production#1', 'm#production#2', 'm#production#3', 'm@v1.0.0', 'm@v2.0.0'],
  ]);
  expect(repository.subjects()).toEqual([
    'Roll production back to m 1 (revision 1)',
    'Deploy m 2 (revision 2) to production',
    'Deploy m 1 (revision 1) to production',
  ]);
  await release.targets.get('production').deployed.settled();
  expect((await release.registry.getVersionByAlias('m', 'production')).version).toBe('1');

  expect(await release.rollBack(null, 'production')).toMatchObject({ outcome: 'offline' });
  expect(repository.git('ls-tree', '-r', '--name-only', 'main')).toBe('');
  expect(repository.tags()).toContain('m#production!#4');
});

test('a push that others are faster than is tried again on top of theirs', async () => {
  const { release, repository, deploy } = await site();
  repository.begin();
  await release.register(1);
  // While the server looks at our push, somebody else's comes through.
  repository.hook(
    'pre-receive',
    `test -e raced && exit 0; touch raced
     cd ${repository.root}/other || exit 1
     unset $(git rev-parse --local-env-vars) GIT_QUARANTINE_PATH
     git -c user.name=Bo -c user.email=bo@example.com commit --quiet --allow-empty --message Faster
     git push --quiet origin HEAD:main`,
  );
  expect(await deploy('1')).toMatchObject({ outcome: 'live' });
  expect(repository.subjects()).toEqual(['Deploy m 1 (revision 1) to production', 'Faster', 'Begin']);
});

test('what the server refuses is told in its own words, and what was live stays live', async () => {
  const { release, repository, deploy } = await site();
  for (const factor of [1, 5]) await release.register(factor);
  await deploy('1');
  repository.hook('pre-receive', 'echo "main is protected: open a pull request" >&2; exit 1');
  expect(await deploy('2')).toMatchObject({
    outcome: 'aborted',
    reason: expect.stringContaining('main is protected: open a pull request') as string,
  });
  expect(release.targets.view('production')).toMatchObject({ live: 1, rollout: null, state: 'serving' });
  expect(repository.file(file)).toMatchObject({ revision: 1 });
  expect(repository.tags()).toEqual(['m#production#1', 'm@v1.0.0']);
});

test('what somebody else changed in the file is told of, and never overwritten but for a reason', async () => {
  const { release, repository, deploy } = await site();
  for (const factor of [1, 5]) await release.register(factor);
  await deploy('1');
  repository.change(file, (text) => text.replace('version: "1"', 'version: "7"'));
  expect(await rejectionOf(deploy('2'))).toMatchObject({
    code: 'SLW-DEPLOY-REFUSED',
    message: expect.stringMatching(/changed by [0-9a-f]{7} by Bo: Edit by hand/) as string,
  });
  expect(release.targets.view('production')).toMatchObject({
    state: 'serving',
    problem: expect.stringContaining('Edit by hand') as string,
  });
  expect(await release.rollBack(null, 'production')).toMatchObject({ outcome: 'aborted' });
  expect(repository.subjects()[0]).toBe('Edit by hand');

  expect(await deploy('2', 'Bo asked for it')).toMatchObject({ outcome: 'live' });
  expect(release.audit.list({ subject: 'production', before: null, limit: 20 })).toContainEqual(
    expect.objectContaining({ action: 'conflict.overridden', why: 'Bo asked for it' }),
  );
  expect(repository.file(file)).toMatchObject({ revision: 2, model: { version: '2' } });
});

test('going back by hand, with git revert, is a rollback', async () => {
  const { release, repository, deploy } = await site();
  for (const factor of [1, 5]) await release.register(factor);
  await deploy('1');
  await deploy('2');
  repository.byOther('pull', '--quiet', 'origin', 'main');
  repository.byOther('revert', '--no-edit', 'HEAD');
  repository.byOther('push', '--quiet', 'origin', 'HEAD:main');
  await release.targets.follow('production');
  expect(release.targets.view('production')).toMatchObject({
    live: 1,
    revisions: [
      { number: 2, standing: 'bad' },
      { number: 1, standing: 'healthy' },
    ],
  });
  const [last] = release.audit.list({ subject: 'production', before: null, limit: 1 });
  expect(last).toMatchObject({
    action: 'target.changed',
    why: expect.stringContaining('by Bo: Revert') as string,
  });
});

test('a pull request waits until it is merged, and is tagged then', async () => {
  const { release, repository, deploy } = await site('pull-request');
  repository.begin();
  await release.register(1);
  const preview = await release.releases.preview('m', '1', 'production');
  expect(preview.steps[1]).toContain('for a pull request into main');
  expect(await deploy('1')).toMatchObject({
    revision: 1,
    outcome: 'waiting-for-approval',
    reason: expect.stringMatching(
      /^a pull request from slipway\/production\/revision-1-\w+ into main$/,
    ) as string,
  });
  expect(await deploy('1')).toMatchObject({ revision: 1, outcome: 'waiting-for-approval' });
  expect(repository.tags()).toEqual([]);
  expect(release.targets.view('production')).toMatchObject({ live: null, rollout: { phase: 'submitted' } });

  const [branch = ''] = repository
    .git('branch', '--list', '--format=%(refname:short)', 'slipway/*')
    .split('\n');
  repository.byOther('pull', '--quiet', 'origin', 'main');
  repository.byOther('fetch', '--quiet', 'origin');
  repository.byOther('merge', '--quiet', '--no-ff', '--no-edit', `origin/${branch}`);
  repository.byOther('push', '--quiet', 'origin', 'HEAD:main');
  expect(await deploy('1')).toMatchObject({ revision: 1, outcome: 'live' });
  await release.targets.get('production').deployed.settled();
  expect(repository.tags()).toEqual(['m#production#1', 'm@v1.0.0']);
  const actions = release.audit.list({ subject: 'production', before: null, limit: 20 });
  expect(actions.map(({ action }) => action).reverse()).toEqual([
    ...['deploy.started', 'rollout.phase', 'release.submitted', 'deploy.done'],
  ]);
});

test('a pull request that is given up is taken back', async () => {
  const { release, repository, deploy } = await site('pull-request');
  repository.begin();
  await release.register(1);
  await deploy('1');
  expect(await release.rollBack(null, 'production')).toMatchObject({ outcome: 'rolled-back' });
  await release.targets.get('production').deployed.settled();
  expect(repository.git('branch', '--list', '--format=%(refname:short)')).toBe('main');
});

test('a repository that cannot be reached, and addresses that run programs, are refused and shown', async () => {
  const release = await releaseSite();
  release.gates.report = gateReport('passed');
  await release.register(1);
  release.declare(
    '  gone: {kind: gitops, repository: /nowhere/serving.git}',
    '  helper: {kind: gitops, repository: "ext::sh -c touch% /tmp/slipway-was-here"}',
    '  option: {kind: gitops, repository: "--upload-pack=touch /tmp/slipway-was-here"}',
  );
  for (const target of ['gone', 'helper', 'option'])
    expect(await rejectionOf(release.deploy('1', { target }))).toMatchObject({
      code: 'SLW-DEPLOY-REFUSED',
      message: expect.stringContaining(`target ${target} cannot be reached`) as string,
    });
  expect(release.targets.views().map(({ state }) => state)).toEqual([
    'unreachable',
    'unreachable',
    'unreachable',
  ]);
});

test('a runner that was killed finds what it had pushed', async () => {
  const { release, deploy } = await site();
  await release.register(1);
  await deploy('1');
  await release.restart('production');
  await release.targets.follow('production');
  expect(release.targets.view('production')).toMatchObject({ live: 1, state: 'serving', rollout: null });
});
