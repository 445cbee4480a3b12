import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfiguredTrackers } from '../../../server/tracking/configured-trackers.ts';
import { TrackerSet } from '../../../server/tracking/tracker-set.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';

let workspace: Workspace;
let cache: string;
let trackers: TrackerSet;
let configured: ConfiguredTrackers;
const problems: string[] = [];

beforeEach(async () => {
  workspace = await newWorkspace();
  cache = await mkdtemp(join(tmpdir(), 'slipway-cache-'));
  problems.length = 0;
  trackers = new TrackerSet([workspace]);
  configured = new ConfiguredTrackers({
    folder: workspace.folder,
    cacheFolder: cache,
    trackers,
    onChange: () => undefined,
    isWatched: () => false,
    onTrackers: () => undefined,
    onManifest: () => undefined,
    onState: () => undefined,
    onProblems: (found) => problems.push(...found.map(({ message }) => message)),
  });
});
afterEach(async () => {
  configured.dispose();
  vi.unstubAllEnvs();
  await workspace.close();
  await rm(cache, { recursive: true, force: true });
});

const write = (text: string) => writeFile(join(workspace.folder, 'slipway.yaml'), `slipway: 1\n${text}`);
const names = async () => (await trackers.list()).map(({ name, state }) => `${name} ${state}`);

describe('trackers of slipway.yaml', () => {
  it('are only the local one without the file', async () => {
    await configured.start();
    expect(await names()).toEqual(['local ready']);
    expect(problems).toEqual([]);
  });

  it('come, change and go with the file', async () => {
    await write('tracker: a\ntrackers: {a: {uri: "http://a"}, b: {uri: "http://b"}}');
    await configured.start();
    expect(trackers.current).toBe('a');
    const kept = trackers.get('b');
    await write('trackers: {b: {uri: "http://b"}, c: {uri: "http://c"}}');
    await configured.load();
    expect(await names()).toEqual(['local ready', 'b ready', 'c ready']);
    expect(trackers.current).toBe('local');
    expect(trackers.get('b')).toBe(kept);
    expect(() => trackers.get('a')).toThrow(expect.objectContaining({ code: 'SLW-TRACKER-UNKNOWN' }));
  });

  it('lose their token with their address, which a changed file may have turned elsewhere', async () => {
    await write('trackers: {a: {uri: "http://a", tokenEnv: NOT_SET_HERE}}');
    await configured.start();
    expect(await names()).toEqual(['local ready', 'a waiting-for-credentials']);
    configured.setToken('a', 'secret');
    expect(await names()).toEqual(['local ready', 'a ready']);
    await write('trackers: {a: {uri: "http://elsewhere", tokenEnv: NOT_SET_HERE}}');
    await configured.load();
    expect(await names()).toEqual(['local ready', 'a waiting-for-credentials']);
  });

  it('go on with the local one where the file is broken, and say what is wrong', async () => {
    await write('tracker: a\ntrackers: {a: {uri: ftp://a}}');
    await configured.start();
    expect(await names()).toEqual(['local ready']);
    expect(problems.join()).toContain('expected an http:// or https:// address');
    expect(trackers.problems).toHaveLength(1);
    await write('');
    await configured.load();
    expect(trackers.problems).toEqual([]);
  });

  it('wait for their token, from memory before the environment', async () => {
    await write('trackers: {a: {uri: "http://127.0.0.1:1", tokenEnv: SLIPWAY_TEST_TOKEN}}');
    await configured.start();
    expect(await names()).toContain('a waiting-for-credentials');
    expect(configured.wanted()).toEqual([{ name: 'a', tokenEnv: 'SLIPWAY_TEST_TOKEN', waiting: true }]);
    vi.stubEnv('SLIPWAY_TEST_TOKEN', 'from the environment');
    expect(configured.remote('a').client.server.token()).toBe('from the environment');
    configured.setToken('a', 'from memory');
    expect(configured.remote('a').client.server.token()).toBe('from memory');
    expect(await names()).toContain('a ready');
    configured.setToken('a', null);
    expect(configured.remote('a').client.server.token()).toBe('from the environment');
    expect(() => configured.setToken('none', 'x')).toThrow(
      expect.objectContaining({ code: 'SLW-TRACKER-UNKNOWN' }),
    );
  });
});
