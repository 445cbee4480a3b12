import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identifyProcess } from '../../../server/discovery/process-identity.ts';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

const posix = process.platform !== 'win32';

async function statuses(): Promise<string[]> {
  const { stdout } = await workspace.slipway('runs', 'list', '--json');
  return (JSON.parse(stdout) as { info: { status: string } }[]).map(({ info }) => info.status);
}

/** Resolves when the started program has printed `text`; what came so far. */
async function printed(cli: ReturnType<TestWorkspace['start']>, text: string): Promise<string> {
  let all = '';
  for await (const chunk of cli.stdout) {
    all += chunk;
    if (all.includes(text)) break;
  }
  return all;
}

describe.skipIf(!posix)('a command that cannot be started fails its run and says why', () => {
  test.each([
    ['an empty name', [''], /first word is empty/],
    ['a name that nothing has', ['./nothing'], /There is no such program/],
    ['a file that is not executable', ['./plain.txt'], /EACCES.*chmod \+x/],
    ['a folder', ['/'], /It is a folder/],
    ['a script whose interpreter is not there', ['./orphan'], /interpreter that its first line names/],
    ['an argument with a NUL', ['echo', 'a\0b'], /null bytes/],
  ])('%s', async (_what, command, why) => {
    writeFileSync(join(workspace.folder, 'plain.txt'), 'x');
    writeFileSync(join(workspace.folder, 'orphan'), '#!/no/such/interpreter\n');
    chmodSync(join(workspace.folder, 'orphan'), 0o755);
    const client = await workspace.connect();
    const context = { cwd: workspace.folder, env: { PATH: String(process.env.PATH) } };
    const { runId } = await client.request('executions/startCommand', { ...context, command });
    const last = async () => (await client.request('executions/get', { runId })).execution;
    await expect.poll(async () => (await last())?.state, { timeout: 5000 }).toBe('ended');
    expect((await last())?.reason).toMatch(why);
    client.close();
    expect(await statuses()).toEqual(['FAILED']);
  });

  test('arguments that are longer than the system allows', async () => {
    const client = await workspace.connect();
    const context = { cwd: workspace.folder, env: { PATH: String(process.env.PATH) } };
    const command = ['echo', 'x'.repeat(4_000_000)];
    const { runId } = await client.request('executions/startCommand', { ...context, command });
    const last = async () => (await client.request('executions/get', { runId })).execution;
    await expect.poll(async () => (await last())?.state, { timeout: 5000 }).toBe('ended');
    expect((await last())?.reason).toMatch(/E2BIG.*longer than this system allows/);
    client.close();
  });

  test('a folder to start in that is not there', async () => {
    const client = await workspace.connect();
    const context = { cwd: join(workspace.folder, 'gone'), env: { PATH: String(process.env.PATH) } };
    const { runId } = await client.request('executions/startCommand', { ...context, command: ['true'] });
    const last = async () => (await client.request('executions/get', { runId })).execution;
    await expect.poll(async () => (await last())?.state, { timeout: 5000 }).toBe('ended');
    expect((await last())?.reason).toMatch(/The folder to start it in, .*gone, is not there/);
    client.close();
  });
});

describe.skipIf(!posix)('slipway run in a terminal', { timeout: 20_000 }, () => {
  test('outlives its runner: output and exit code come from the next one', async () => {
    const cli = workspace.start('run', '--', 'sh', '-c', 'echo before; sleep 2; echo after');
    const ended = new Promise((exit) => cli.once('exit', exit));
    let output = '';
    cli.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 8000 }).toBe('before\n');
    process.kill((await workspace.address()).pid, 'SIGKILL');
    expect(await ended).toBe(0);
    expect(output).toBe('before\nafter\n');
  });

  test('goes on when nobody reads its output any more, and keeps its exit code', async () => {
    const cli = workspace.start('run', '--', 'sh', '-c', 'echo first; sleep 0.5; seq 1 20000; exit 4');
    const ended = new Promise((exit) => cli.once('exit', exit));
    await printed(cli, 'first');
    cli.stdout.destroy();
    expect(await ended).toBe(1);
    expect(await statuses()).toEqual(['FAILED']);
  });

  test('stops the run on SIGTERM, and a run that was stopped has not succeeded', async () => {
    const cli = workspace.start(
      'run',
      '--',
      'sh',
      '-c',
      'trap "exit 0" INT; echo up; while :; do sleep 0.1; done',
    );
    const ended = new Promise((exit) => cli.once('exit', exit));
    let output = '';
    cli.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 8000 }).toBe('up\n');
    cli.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(await statuses()).toEqual(['KILLED']);
  });

  test('prints all of a large output that ended before it was read', async () => {
    const { code, stdout } = await workspace.slipway('run', '--', 'sh', '-c', 'yes | head -c 900000');
    expect(code).toBe(0);
    expect(stdout.length).toBe(900_000);
  });
});

describe('folders that cannot be used are named', () => {
  test('a state folder in which nothing can be made', async () => {
    const file = workspace.write('a-file', '');
    const own = workspace.env.SLIPWAY_STATE_DIR;
    workspace.env.SLIPWAY_STATE_DIR = file;
    const { code, stderr } = await workspace.slipway('run', '--', 'true');
    workspace.env.SLIPWAY_STATE_DIR = own;
    expect(code).toBe(1);
    expect(stderr).toMatch(/could not write there.*\n.*SLIPWAY_STATE_DIR.*\n\(SLW-STATE-FOLDER\)/);
  });

  test.each(['ensure', 'info', 'stop', 'log'])('a workspace that is not there: runner %s', async (action) => {
    const { code, stderr } = await workspace.slipway('runner', action, '--workspace', 'nowhere');
    expect(code).toBe(1);
    expect(stderr).toMatch(/nowhere is none\.\n\(SLW-WORKSPACE-MISSING\)/);
  });

  test('the log of a runner that never was', async () => {
    const { code, stdout } = await workspace.slipway('runner', 'log');
    expect([code, stdout]).toEqual([0, 'No runner has run here yet.\n']);
  });

  test.skipIf(!posix)('a current folder that has been removed', async () => {
    const client = await workspace.slipway('run', '--', 'sh', '-c', 'mkdir gone');
    expect(client.code).toBe(0);
    const { program, env, folder } = workspace;
    const script = `cd gone && rmdir ../gone && exec "${process.execPath}" "${program}" run --workspace "${folder}" -- true`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/\(SLW-CWD-MISSING\)/);
  });
});

describe.skipIf(process.platform !== 'linux')(
  'a start that is killed on the way',
  { timeout: 40_000 },
  () => {
    test('leaves no run that is RUNNING for ever', async () => {
      await workspace.address();
      for (let attempt = 0; attempt < 6; attempt++) {
        const cli = workspace.start('run', '--detach', '--', 'true');
        const exited = new Promise((exit) => cli.once('exit', exit));
        await new Promise((wait) => setTimeout(wait, 60 + attempt * 25));
        process.kill((await workspace.address()).pid, 'SIGKILL');
        await exited;
      }
      await expect.poll(statuses, { timeout: 25_000, interval: 500 }).not.toContain('RUNNING');
    });
  },
);

test.skipIf(!posix)('a torn record in the state folder stops nothing', async () => {
  const { pid } = await workspace.address();
  const client = await workspace.connect();
  await client.stopRunner('test');
  await expect.poll(() => identifyProcess(pid)).toBeNull();
  const state = workspace.stateFolder();
  for (const name of ['runner.json', 'runner.lock', 'executions/0123456789abcdef.json'])
    writeFileSync(join(state, name), '{"pid": 1');
  expect((await workspace.slipway('run', '--', 'echo', 'on')).stdout).toBe('on\n');
  rmSync(join(state, 'executions/0123456789abcdef.json'));
  expect(readFileSync(join(state, 'runner.json'), 'utf8')).toMatch(/"token"/);
});

test.skipIf(process.platform !== 'linux')(
  'a supervisor ends with its command though its state folder is gone',
  {
    timeout: 20_000,
  },
  async () => {
    const { stdout } = await workspace.slipway('run', '--detach', '--json', '--', 'sleep', '2');
    const client = await workspace.connect();
    const { execution } = await client.request('executions/get', { runId: JSON.parse(stdout).runId });
    const supervisor = Number(readFileSync(`/proc/${execution?.pid}/stat`, 'utf8').split(' ')[3]);
    await client.stopRunner('test');
    rmSync(workspace.stateFolder(), { recursive: true });
    await expect.poll(() => identifyProcess(supervisor), { timeout: 10_000 }).toBeNull();
  },
);
