import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { gitopsRepository } from '../unit/deployments/gitops-site.ts';
import { gateReport, releaseSite } from '../unit/deployments/release-site.ts';

vi.setConfig({ testTimeout: 120_000 });

const python = await pythonEnv('gto', ['gto==1.10.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** A GitOps target, and a colleague's clone of its repository in which they work with GTO itself. */
async function site() {
  const repository = gitopsRepository();
  repository.begin();
  const release = await releaseSite('{target: production}');
  release.gates.report = gateReport('passed');
  release.declare(`  production: {kind: gitops, repository: ${repository.bare}}`);
  for (const factor of [1, 5]) await release.register(factor);
  const gto = (...command: string[]) => {
    if ('skipped' in python) throw new Error(python.skipped);
    const bo = {
      GIT_AUTHOR_NAME: 'Bo',
      GIT_AUTHOR_EMAIL: 'b@b.b',
      GIT_COMMITTER_NAME: 'Bo',
      GIT_COMMITTER_EMAIL: 'b@b.b',
    };
    return execFileSync(join(dirname(python.python), 'gto'), command, {
      cwd: join(repository.root, 'other'),
      env: { ...python.env, ...bo },
      encoding: 'utf8',
    });
  };
  const read = (...command: string[]): unknown => {
    repository.byOther('pull', '--quiet', '--tags', 'origin', 'main');
    return JSON.parse(gto(...command, '--json'));
  };
  return {
    repository,
    gto,
    deploy: (version: string) => release.deploy(version, { target: 'production', reason: 'tested' }),
    rollBack: () => release.rollBack(null, 'production'),
    show: () => (read('show') as Record<string, unknown>).m,
    history: () =>
      (read('history', 'm', '--asc') as Record<string, string>[]).map(({ event, version, ref }) => [
        event,
        version,
        ref,
      ]),
  };
}

/** GTO orders tags by their second, and those of one second by name. */
async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  await vi.waitUntil(() => Math.floor(Date.now() / 1000) > now, { timeout: 5_000 });
}

test.skipIf('skipped' in python)(`gto reads releases, rollbacks and going offline${why}`, async () => {
  const { deploy, rollBack, show, history } = await site();
  const seen: unknown[] = [];
  for (const step of [() => deploy('1'), () => deploy('2'), rollBack, rollBack]) {
    await step();
    seen.push(show());
    await nextSecond();
  }
  const registered = { registered: true, active: true };
  expect(seen).toEqual([
    { version: 'v1.0.0', stage: { production: 'v1.0.0' }, ...registered },
    { version: 'v2.0.0', stage: { production: 'v2.0.0' }, ...registered },
    { version: 'v2.0.0', stage: { production: 'v1.0.0' }, ...registered },
    { version: 'v2.0.0', stage: {}, ...registered },
  ]);
  expect(history()).toEqual([
    ['registration', 'v1.0.0', 'm@v1.0.0'],
    ['assignment', 'v1.0.0', 'm#production#1'],
    ['registration', 'v2.0.0', 'm@v2.0.0'],
    ['assignment', 'v2.0.0', 'm#production#2'],
    ['assignment', 'v1.0.0', 'm#production#3'],
    ['unassignment', 'v2.0.0', 'm#production!#5'],
    ['unassignment', 'v1.0.0', 'm#production!#4'],
  ]);
});

test.skipIf('skipped' in python)(`tags that gto wrote are counted on${why}`, async () => {
  const { repository, gto, deploy, show } = await site();
  await deploy('1');
  repository.byOther('pull', '--quiet', '--tags', 'origin', 'main');
  await nextSecond();
  gto('assign', 'm', '--version', 'v1.0.0', '--stage', 'staging', '--simple', 'false');
  gto('deprecate', 'm', 'v1.0.0', 'staging', '--simple', 'false');
  gto('assign', 'm', '--version', 'v1.0.0', '--stage', 'staging', '--simple', 'false');
  repository.byOther('push', '--quiet', '--tags', 'origin');
  await nextSecond();
  await deploy('2');
  expect(repository.tags()).toEqual([
    ...['m#production#1', 'm#production#5', 'm#staging!#3', 'm#staging#2', 'm#staging#4'],
    ...['m@v1.0.0', 'm@v2.0.0'],
  ]);
  expect(show()).toMatchObject({ version: 'v2.0.0', stage: { production: 'v2.0.0', staging: 'v1.0.0' } });
});
