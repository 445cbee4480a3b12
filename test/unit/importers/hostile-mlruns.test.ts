import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mlflowDbSource } from '../../../server/importers/mlflow-db.ts';
import { mlrunsSource } from '../../../server/importers/mlruns-folder.ts';
import { importInto, newWorkspace, type Workspace } from '../../bed/import-workspace.ts';

const runId = 'a'.repeat(32);
let folder: string;
let workspace: Workspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-hostile-'));
  workspace = await newWorkspace();
});
afterEach(async () => {
  await workspace.close();
  await rm(folder, { recursive: true, force: true });
});

/** An MLflow file store of one run; `files` are below the run's folder. */
async function writeStore(
  files: Record<string, string>,
  meta = `run_id: ${runId}\nstatus: 3\nstart_time: 1\nend_time: 2\n`,
) {
  const run = join(folder, 'mlruns', '1', runId);
  await mkdir(run, { recursive: true });
  await writeFile(
    join(folder, 'mlruns', '1', 'meta.yaml'),
    "experiment_id: '1'\nname: alpha\nlifecycle_stage: active\n",
  );
  await writeFile(join(run, 'meta.yaml'), meta);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(run, path, '..'), { recursive: true });
    await writeFile(join(run, path), content);
  }
  return run;
}
const importStore = async () => importInto(workspace, await mlrunsSource(join(folder, 'mlruns')));
const taken = async () => (await workspace.tracker.getRuns([runId]))[0];

describe('an mlruns folder that nobody should trust', () => {
  it('has its broken metric lines told of, and the others taken', async () => {
    await writeStore({ 'metrics/loss': '1 0.5 0\nnonsense\n2 0.25 1\n3 0x 2\n', 'params/lr': '0.1' });
    const summary = await importStore();
    expect(summary).toMatchObject({ added: 1, points: 2, skippedCount: 2 });
    expect(summary.skipped[0]?.item).toMatch(/metrics.loss:2$/);
    expect((await taken())?.params).toEqual({ lr: '0.1' });
  });

  it('leads nowhere by links', async () => {
    await writeFile(join(folder, 'secret'), 'secret');
    const run = await writeStore({ 'artifacts/a.txt': 'a' });
    await symlink(join(folder, 'secret'), join(run, 'artifacts', 'link.txt'));
    await mkdir(join(run, 'params'));
    await symlink(join(folder, 'secret'), join(run, 'params', 'stolen'));
    const summary = await importStore();
    expect(summary).toMatchObject({ added: 1, artifacts: 1, skippedCount: 2 });
    expect(summary.skipped.map(({ reason }) => reason)).toEqual(
      Array(2).fill('it is a link or no regular file'),
    );
    expect((await taken())?.params).toEqual({});
  });

  it("cannot name another folder as its run's artifacts", async () => {
    await mkdir(join(folder, 'private'));
    await writeFile(join(folder, 'private', 'key'), 'secret');
    await writeStore({}, `run_id: ${runId}\nstatus: 3\nartifact_uri: file://${folder}/private\n`);
    const summary = await importStore();
    expect(summary).toMatchObject({ added: 1, artifacts: 0, skippedCount: 1 });
    expect(summary.skipped[0]?.reason).toContain('cannot be read from here');
  });

  it('has a run whose meta.yaml is of another run, or no YAML, told of', async () => {
    await writeStore({}, `run_id: ${'b'.repeat(32)}\n`);
    expect(await importStore()).toMatchObject({ added: 0, skippedCount: 1 });
    await writeStore({}, 'run_id: [\n');
    expect((await importStore()).skipped[0]?.reason).toContain('its meta.yaml cannot be read');
  });

  it('keeps the run where a single name is refused', async () => {
    await writeStore({ 'params/good': '1', [`params/${'k'.repeat(251)}`]: '2', 'metrics/a;b': '1 1 0\n' });
    const summary = await importStore();
    expect(summary).toMatchObject({ added: 1, points: 0, skippedCount: 2 });
    expect((await taken())?.params).toEqual({ good: '1' });
  });

  it('does not take the place of a run of this workspace', async () => {
    await writeStore({});
    const request = { experimentId: '0', startTime: 1, userId: '', runName: 'mine', tags: {} };
    await workspace.tracker.createRun({ runId, ...request });
    expect(await importStore()).toMatchObject({ added: 0, updated: 0, skippedCount: 1 });
    expect((await taken())?.info.runName).toBe('mine');
  });

  it('is refused with what to choose instead where it is something else', async () => {
    await mkdir(join(folder, 'mlruns'));
    await expect(mlrunsSource(join(folder, 'mlruns'))).rejects.toMatchObject({ code: 'SLW-IMPORT-MLRUNS' });
  });
});

describe('an mlflow.db that nobody should trust', () => {
  function writeDatabase(artifactUri: string): string {
    const file = join(folder, 'mlflow.db');
    const database = new DatabaseSync(file);
    // As MLflow 1.0 laid it out: without run names, steps, NaN or data sets.
    database.exec(`
      CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, lifecycle_stage TEXT);
      CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time BIGINT, end_time BIGINT, user_id TEXT,
        lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
      CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT);
      CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
      CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
      INSERT INTO experiments VALUES (1, 'alpha', 'active');
      INSERT INTO metrics VALUES ('loss', 0.5, 7, '${runId}');`);
    database
      .prepare("INSERT INTO runs VALUES (?, 'old', 'FINISHED', 1, 2, 'ana', 'active', ?, 1)")
      .run(runId, artifactUri);
    database.close();
    return file;
  }

  it('is read in the layout of MLflow 1.0 too', async () => {
    const summary = await importInto(workspace, mlflowDbSource(writeDatabase('')));
    expect(summary).toMatchObject({ added: 1, points: 1, skipped: [] });
    expect((await taken())?.metrics).toEqual([{ key: 'loss', value: 0.5, timestamp: 7, step: 0 }]);
  });

  it('cannot name a folder outside its own as artifacts', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'slipway-private-'));
    await writeFile(join(elsewhere, 'key'), 'secret');
    try {
      const summary = await importInto(workspace, mlflowDbSource(writeDatabase(elsewhere)));
      expect(summary).toMatchObject({ added: 1, artifacts: 0 });
      expect(await workspace.artifacts.list(runId, '')).toEqual([]);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('is refused with what to choose instead where it is something else', async () => {
    await writeFile(
      join(folder, 'text.db'),
      'no database, but long enough to be looked at as if it were one',
    );
    expect(() => mlflowDbSource(join(folder, 'text.db'))).toThrow(
      expect.objectContaining({ code: 'SLW-IMPORT-DB' }),
    );
    new DatabaseSync(join(folder, 'other.db')).exec('CREATE TABLE t (x)');
    expect(() => mlflowDbSource(join(folder, 'other.db'))).toThrow(/no tables "runs" and "experiments"/);
  });
});
