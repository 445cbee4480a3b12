import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { send } from '../mlflow-api/http.ts';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

/** A workspace with one ended run, its runner gone, and its records changed as someone else would. */
async function forge(change: (record: Record<string, unknown>) => void): Promise<string> {
  const { stdout } = await workspace.slipway('run', '--json', '--', 'echo', 'ours');
  const { runId } = JSON.parse(stdout) as { runId: string };
  await workspace.slipway('runner', 'stop');
  const database = new DatabaseSync(join(workspace.folder, '.slipway', 'slipway.db'));
  const record = JSON.parse(String(database.prepare('SELECT record FROM executions').get()?.record));
  change(record);
  database
    .prepare('UPDATE executions SET execution_id = ?, state = ?, record = ?')
    .run(record.executionId, record.state, JSON.stringify(record));
  database.close();
  return runId;
}

describe.skipIf(process.platform === 'win32')('records of a clone', { timeout: 20_000 }, () => {
  test('cannot have another file shown as output', async () => {
    const runId = await forge((record) => {
      record.outputFile = '/etc/passwd';
    });
    const client = await workspace.connect();
    const { execution } = await client.request('executions/get', { runId });
    expect(execution?.outputFile).toBe(
      join(workspace.folder, '.slipway', 'executions', String(execution?.executionId), 'output.log'),
    );
    client.close();
  });

  test.each(['../../../etc', '..', 'x'])('are left out where their id leads elsewhere: %s', async (id) => {
    const runId = await forge((record) => {
      record.executionId = id;
    });
    const client = await workspace.connect();
    expect((await client.request('executions/get', { runId })).execution).toBeNull();
    expect((await client.request('executions/list', {})).executions).toEqual([]);
    client.close();
  });

  test.each(['a link to a file outside', 'a pipe at which a reader waits for ever'])(
    'have no output where the file is %s',
    async (what) => {
      const executionId = 'f'.repeat(16);
      const runId = await forge((record) => {
        Object.assign(record, { executionId, state: 'running', endedAt: null, exitCode: null });
      });
      const folder = join(workspace.folder, '.slipway', 'executions', executionId);
      mkdirSync(folder);
      const [program, ...args] = what.startsWith('a link') ? ['ln', '-s', '/etc/passwd'] : ['mkfifo'];
      execFileSync(String(program), [...args, join(folder, 'output.log')]);
      const client = await workspace.connect();
      // It claims to run, and no process of ours does.
      expect((await client.request('executions/get', { runId })).execution).toMatchObject({
        state: 'ended',
        reason: expect.stringContaining('its record is gone'),
      });
      const output = { executionId, offset: 0, maxBytes: 1000, follow: false };
      expect(await client.request('executions/readOutput', output)).toMatchObject({ text: '', ended: true });
      client.close();
    },
  );

  test('cannot have their command run again', async () => {
    const runId = await forge(() => {});
    const ours = await workspace.connect();
    expect(await ours.request('executions/recipe', { runId })).toMatchObject({
      recipe: { kind: 'command', command: ['echo', 'ours'] },
    });
    await ours.stopRunner('test');
    const database = new DatabaseSync(join(workspace.folder, '.slipway', 'slipway.db'));
    database.exec(`UPDATE executions SET recipe = replace(recipe, 'ours', 'theirs')`);
    database.close();
    const client = await workspace.connect();
    await expect(client.request('executions/recipe', { runId })).rejects.toMatchObject({
      code: 'SLW-RECIPE-FOREIGN',
    });
    client.close();
  });

  test('a pipe among the artifacts keeps nobody waiting', async () => {
    const runId = await forge(() => {});
    const folder = join(workspace.folder, '.slipway', 'artifacts', '0', runId, 'artifacts');
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', [join(folder, 'model.bin')]);
    const client = await workspace.connect();
    const { port, pathname } = new URL(client.info.trackingUri);
    client.close();
    const path = `${pathname}/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/model.bin`;
    expect(await send(Number(port), { method: 'GET', path })).toMatchObject({ status: 404 });
  });

  test.each(['slipway.db.check', '.gitignore', 'artifacts', 'executions'])(
    'a link in the place of %s is refused with a clear message',
    async (name) => {
      mkdirSync(join(workspace.folder, '.slipway'));
      execFileSync('ln', ['-s', '/etc/passwd', join(workspace.folder, '.slipway', name)]);
      const { code, stderr } = await workspace.slipway('run', '--', 'true');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /is a symbolic link\.\nMove the \.slipway folder aside.*\n\(SLW-STORE-FOREIGN\)/,
      );
    },
  );
});
