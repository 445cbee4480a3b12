import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AuditLog } from '../../../server/audit/audit-log.ts';
import { AuditTrail } from '../../../server/audit/audit-trail.ts';
import { openForTest, temporaryFolder } from '../store/workspace.ts';

const noOther = async () => [];

const event = {
  channel: 'cli',
  action: 'deploy.done',
  subject: 'live',
  from: null,
  to: '1',
  why: '',
  details: {},
} as const;

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, '-c', 'user.name=ana', '-c', 'user.email=ana@lab', ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();
}

/** A repository with one commit, and the trail of a folder in it. */
function repository(below = '', manifest = 'slipway: 1\naudit: {anchor: git-tag}\n') {
  const root = realpathSync(temporaryFolder());
  git(root, 'init', '--quiet');
  const folder = join(root, below);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'slipway.yaml'), manifest);
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '--message', 'first');
  const log = new AuditLog(openForTest(folder));
  return { root, log, trail: new AuditTrail(folder, log, noOther) };
}

test('the head is kept in an annotated tag, and the log is anchored by it', async () => {
  const { root, log, trail } = repository();
  log.append(event);
  const { hash } = log.append(event);
  expect((await trail.verify()).verdict).toBe('consistent-not-anchored');
  const name = await trail.anchor();
  expect(name).toMatch(/^slipway-audit\/[0-9a-f]{8}\/2$/);
  expect(git(root, 'cat-file', '-t', `refs/tags/${name}`)).toBe('tag');
  expect(git(root, 'for-each-ref', '--format=%(contents)', `refs/tags/${name}`)).toContain(hash);
  expect(await trail.verify()).toMatchObject({ verdict: 'anchored-locally', entries: 2, head: hash });
  log.append(event);
  const { verdict, reason } = await trail.verify();
  expect(verdict).toBe('anchored-locally');
  expect(reason).toContain('1 entry since then is not anchored yet');
  // Again is no other tag.
  expect(await trail.anchor()).toMatch(/\/3$/);
  expect(await trail.anchor()).toMatch(/\/3$/);
  expect(git(root, 'tag').split('\n')).toHaveLength(2);
});

test('a log that begins anew beside its anchors was rewritten', async () => {
  const { root, log, trail } = repository();
  for (let turn = 0; turn < 3; turn++) log.append(event);
  await trail.anchor();
  const fresh = new AuditLog(openForTest(temporaryFolder()));
  for (let turn = 0; turn < 3; turn++) fresh.append(event);
  expect(await new AuditTrail(root, fresh, noOther).verify()).toMatchObject({
    verdict: 'rewritten',
    brokenAt: 3,
  });
  expect(
    await new AuditTrail(root, new AuditLog(openForTest(temporaryFolder())), noOther).verify(),
  ).toMatchObject({
    verdict: 'rewritten',
  });
});

test('a tag that was put in place of an anchor shows', async () => {
  const { root, log, trail } = repository();
  log.append(event);
  const name = (await trail.anchor()) ?? '';
  git(root, 'tag', '--force', '--annotate', '--message', 'nothing', name);
  expect((await trail.verify()).verdict).toBe('rewritten');
});

test('two folders of one repository do not take each other’s anchors for their own', async () => {
  const { root, log, trail } = repository('a');
  log.append(event);
  await trail.anchor();
  const b = join(root, 'b');
  mkdirSync(b);
  writeFileSync(join(b, 'slipway.yaml'), 'slipway: 1\naudit: {anchor: git-tag}\n');
  const other = new AuditLog(openForTest(b));
  other.append(event);
  expect((await new AuditTrail(b, other, noOther).verify()).verdict).toBe('consistent-not-anchored');
  expect((await trail.verify()).verdict).toBe('anchored-locally');
});

test('where slipway.yaml does not say so, nothing is kept', async () => {
  const { root, log, trail } = repository('', 'slipway: 1\n');
  log.append(event);
  expect(await trail.anchor()).toBeNull();
  expect(git(root, 'tag')).toBe('');
});

test('without a repository, a log is consistent and not anchored', async () => {
  const folder = realpathSync(temporaryFolder());
  const log = new AuditLog(openForTest(folder));
  log.append(event);
  expect((await new AuditTrail(folder, log, noOther).verify()).verdict).toBe('consistent-not-anchored');
});

test('each release is anchored by itself, and nothing else is', async () => {
  const { root, log, trail } = repository();
  const errors: unknown[] = [];
  trail.anchorReleases((error) => errors.push(error));
  log.append({ ...event, action: 'gate.evaluated' });
  log.append({ ...event, action: 'deploy.done' });
  log.append({ ...event, action: 'alias.moved' });
  log.append({ ...event, action: 'rollback.done' });
  await expect
    .poll(() =>
      git(root, 'tag')
        .split('\n')
        .filter(Boolean)
        .map((name) => name.split('/').at(-1)),
    )
    .toContain('4');
  expect(git(root, 'tag')).not.toMatch(/\/[13]$/m);
  expect(errors).toEqual([]);
});

test('where slipway.yaml names a remote, anchors are pushed there, and what was pushed cannot be rewritten here', async () => {
  const bare = join(realpathSync(temporaryFolder()), 'origin.git');
  const { root, log, trail } = repository('', 'slipway: 1\naudit: {anchor: git-tag, push: origin}\n');
  git(root, 'init', '--quiet', '--bare', bare);
  git(root, 'remote', 'add', 'origin', bare);
  log.append(event);
  const name = (await trail.anchor()) ?? '';
  expect(git(bare, 'tag')).toBe(name);
  expect(await trail.verify()).toMatchObject({
    verdict: 'anchored',
    reason: `Anchored: the git tag ${name} of origin holds entry 1, the last one.`,
  });
  git(root, 'tag', '--delete', name);
  const fresh = new AuditLog(openForTest(temporaryFolder()));
  fresh.append({ ...event, why: 'nothing happened' });
  expect(await new AuditTrail(root, fresh, noOther).verify()).toMatchObject({
    verdict: 'rewritten',
    reason: expect.stringContaining('of origin'),
  });
});

test('a remote that cannot be reached is told, and the anchor stays here', async () => {
  const { root, log, trail } = repository('', 'slipway: 1\naudit: {anchor: git-tag, push: origin}\n');
  git(root, 'remote', 'add', 'origin', join(root, 'nowhere'));
  log.append(event);
  await expect(trail.anchor()).rejects.toThrow(/nowhere/);
  expect(git(root, 'tag')).toMatch(/\/1$/);
  expect(await trail.verify()).toMatchObject({
    verdict: 'anchored-locally',
    reason: expect.stringMatching(/origin could not be asked for its tags: .*nowhere/s),
  });
});
