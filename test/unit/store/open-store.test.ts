import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { openForTest, startRun, temporaryFolder } from './workspace.ts';

describe('opening the store of a folder', () => {
  test('makes .slipway, which keeps itself out of version control', () => {
    const folder = temporaryFolder();
    openForTest(folder);
    expect(readFileSync(join(folder, '.slipway', '.gitignore'), 'utf8')).toBe('*\n');
    expect(existsSync(join(folder, '.slipway', 'artifacts'))).toBe(true);
  });

  test('asks of SQLite what SIGKILL safety and a hostile schema need', () => {
    const { database } = openForTest(temporaryFolder());
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('locking_mode')).toBe('exclusive');
    expect(pragma('synchronous')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('foreign_keys')).toBe(1);
  });

  test('keeps what was written', async () => {
    const folder = temporaryFolder();
    const first = openForTest(folder);
    const runId = await startRun(new EmbeddedTracker(first), 'kept');
    first.close();
    const run = await new EmbeddedTracker(openForTest(folder)).getRun(runId);
    expect(run.info.runName).toBe('kept');
  });

  test('refuses a folder that another runner holds, and says so', () => {
    const folder = temporaryFolder();
    openForTest(folder);
    expect(() => openStore({ folder, access: 'write' })).toThrow(
      expect.objectContaining({
        code: 'SLW-STORE-HELD',
        message: expect.stringContaining('held by another'),
      }),
    );
  });

  test('refuses a folder that is not there', () => {
    expect(() => openStore({ folder: join(temporaryFolder(), 'absent'), access: 'write' })).toThrow(
      expect.objectContaining({ code: 'SLW-STORE-OPEN' }),
    );
  });
});

/** A file system that is mounted read-only, which root cannot write either. */
const disk = mkdtempSync(join(tmpdir(), 'slipway-read-only-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  `a read-only disk is read, and said so${mounted ? '' : ' (skipped: mount needs root)'}`,
  () => {
    const store = openStore({ folder: disk, access: 'write' });
    store.close();
    expect(store.readOnly).toContain('the folder or its disk is read-only');
  },
);

describe('a folder opened for reading', () => {
  test('shows what is there, newest writes included, writes nothing into it and refuses to', async () => {
    const folder = temporaryFolder();
    const database = join(folder, '.slipway', 'slipway.db');
    const writer = spawnSync(process.execPath, [
      new URL('leave-log-behind.ts', import.meta.url).pathname,
      folder,
    ]);
    expect(writer.signal).toBe('SIGKILL');
    const before = readFileSync(database);
    const store = openForTest(folder, 'read');
    const tracker = new EmbeddedTracker(store);
    const page = await tracker.searchRuns({
      experimentIds: [],
      filter: '',
      orderBy: [],
      view: 'ALL',
      maxResults: 10,
      pageToken: null,
    });
    expect(page.items.map((run) => run.info.runName)).toEqual(['only-in-the-log']);
    await expect(startRun(tracker)).rejects.toMatchObject({ code: 'SLW-STORE-READ-ONLY' });
    expect(() => store.database.exec('DELETE FROM runs')).toThrow();
    expect(readFileSync(database).equals(before)).toBe(true);
  });

  test('is empty where there is no store, and makes none', () => {
    const folder = temporaryFolder();
    const store = openForTest(folder, 'read');
    expect(store.all('SELECT * FROM runs')).toEqual([]);
    expect(existsSync(join(folder, '.slipway'))).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('is what a folder without write permission becomes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-locked-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    openStore({ folder, access: 'write' }).close();
    // root may write anywhere, so the child is somebody else where the test is root
    const script = new URL('open-as-nobody.ts', import.meta.url).pathname;
    const somebody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    spawnSync('chmod', ['-R', 'a+rX,a-w', folder]);
    const child = spawnSync(process.execPath, [script, folder], { encoding: 'utf8', ...somebody });
    spawnSync('chmod', ['-R', 'u+w', folder]);
    expect(child.stderr).toBe('');
    expect(JSON.parse(child.stdout)).toEqual({
      readOnly: expect.stringContaining('read-only'),
      write: 'SLW-STORE-READ-ONLY',
    });
  });
});

describe('a .slipway that came with a clone', () => {
  test.each(['slipway.db', 'slipway.db-wal', 'artifacts', 'executions', 'cache', '.gitignore'])(
    'is refused where %s is a symbolic link',
    (name) => {
      const folder = temporaryFolder();
      const elsewhere = temporaryFolder();
      mkdirSync(join(folder, '.slipway'));
      symlinkSync(elsewhere, join(folder, '.slipway', name));
      expect(() => openStore({ folder, access: 'write' })).toThrow(
        expect.objectContaining({ code: 'SLW-STORE-FOREIGN', message: expect.stringContaining(name) }),
      );
    },
  );

  test('is refused where it is itself a symbolic link', () => {
    const folder = temporaryFolder();
    symlinkSync(temporaryFolder(), join(folder, '.slipway'));
    expect(() => openStore({ folder, access: 'read' })).toThrow(
      expect.objectContaining({ code: 'SLW-STORE-FOREIGN' }),
    );
  });

  test.each([
    ['trigger', 'CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END'],
    ['view', 'CREATE VIEW v AS SELECT * FROM runs'],
    ['table', 'CREATE TABLE extra (x)'],
    ['lack of a table', 'DROP TABLE points'],
    ['changed index', 'DROP INDEX runs_by_start; CREATE INDEX runs_by_start ON runs (abs(start_time))'],
  ])('is refused where its database has a %s that we did not make', (_, sql) => {
    const folder = temporaryFolder();
    const store = openStore({ folder, access: 'write' });
    store.database.enableDefensive(false);
    store.database.exec(sql);
    store.close();
    for (const access of ['write', 'read'] as const)
      expect(() => openStore({ folder, access })).toThrow(
        expect.objectContaining({ code: 'SLW-STORE-FOREIGN' }),
      );
  });

  test('cannot send artifacts elsewhere: their URIs are computed, not stored', async () => {
    const store = openForTest(temporaryFolder());
    const tracker = new EmbeddedTracker(store);
    const experimentId = await tracker.createExperiment({
      name: 'elsewhere',
      artifactLocation: 'file:///etc',
      tags: {},
    });
    const experiment = await tracker.getExperiment(experimentId);
    expect(experiment.artifactLocation).toBe(`mlflow-artifacts:/${experimentId}`);
    expect(experiment.tags).toEqual({ 'slipway.artifactLocation': 'file:///etc' });
  });

  test('is refused where the database is a folder', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.slipway', 'slipway.db'), { recursive: true });
    writeFileSync(join(folder, '.slipway', 'slipway.db', 'x'), '');
    expect(() => openStore({ folder, access: 'write' })).toThrow(
      expect.objectContaining({ code: 'SLW-STORE-FOREIGN' }),
    );
  });
});
