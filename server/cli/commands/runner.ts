import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AtLogin, RunnerAddress } from '../../../schemas/protocol/runner.ts';
import { UserError } from '../../core/user-error.ts';
import { atLogin, startAtLogin, startAtLoginNoMore } from '../../discovery/at-login/at-login.ts';
import { connectLive, ensureRunner } from '../../discovery/ensure-runner.ts';
import { liveRunner } from '../../discovery/runner-files.ts';
import { type FolderState, folderState } from '../../discovery/state-folder.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';

/** What the editor calls to find the runner, and a person to look after it. */
export const runnerCommand: Command = {
  name: 'runner',
  summary: 'The background process of a workspace: ensure, info, stop, log, at-login',
  usage: `Usage: slipway runner ensure|info|stop|log|at-login [on|off] [--workspace DIR] [--json]

  ensure    finds the workspace's runner or starts it, and prints its address
  info      what it is and does
  stop      ends it; running work goes on and brings it back when it needs it
  log       prints its log
  at-login  whether it starts when you log in, and with it what is live and the schedules that are armed; on and off change that`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const action = actions[positionals[0] ?? ''];
    if (!action) throw new UsageError('Say ensure, info, stop, log or at-login.');
    return action(resolve(values.workspace), values.json, positionals[1]);
  },
};

const actions: Record<string, (workspace: string, json: boolean, change?: string) => Promise<number>> = {
  async ensure(workspace, json) {
    const { client } = await ensureRunner(workspace, 'cli');
    client.close();
    const record = liveRunner(folderState(workspace));
    if (!record)
      throw new UserError(
        'SLW-RUNNER-GONE',
        'The runner ended as soon as it was found.',
        'Try again; slipway runner log says why.',
      );
    const { socket, token, pid, serverVersion, protocolVersion } = record;
    const address: RunnerAddress = { socket, token, pid, serverVersion, protocolVersion };
    console.log(json ? JSON.stringify(address) : `The runner of ${record.folder} has process id ${pid}.`);
    return exitCodes.ok;
  },
  async info(workspace, json) {
    const client = await connectLive(folderState(workspace), 'cli');
    if (!client) return none(json);
    const info = await client.request('runner/info', {});
    client.close();
    console.log(
      json
        ? JSON.stringify(info)
        : `Runner ${info.serverVersion} of ${info.folder}\nprocess ${info.pid}, up ${Math.round(info.uptimeMs / 1000)} s, ${Math.round(info.rssBytes / 1e6)} MB, ${info.live} live\n${info.trackingUri}`,
    );
    return exitCodes.ok;
  },
  async stop(workspace, json) {
    const client = await connectLive(folderState(workspace), 'cli');
    if (!client) return none(json);
    await client.stopRunner('slipway runner stop');
    return exitCodes.ok;
  },
  async log(workspace) {
    const { logFile } = folderState(workspace);
    console.log(existsSync(logFile) ? readFileSync(logFile, 'utf8') : 'No runner has run here yet.');
    return exitCodes.ok;
  },
  async 'at-login'(workspace, json, change) {
    const known: Record<string, (state: FolderState) => AtLogin> = {
      on: startAtLogin,
      off: startAtLoginNoMore,
    };
    const act = change === undefined ? atLogin : known[change];
    if (!act) throw new UsageError(`Say at-login, at-login on or at-login off, not ${change}.`);
    const state = folderState(workspace);
    const result = act(state);
    const verb = result.atLogin ? 'starts' : 'does not start';
    console.log(
      json
        ? JSON.stringify(result)
        : `The runner of ${state.folder} ${verb} when you log in${result.atLogin ? `: ${result.file}` : '.'}`,
    );
    return exitCodes.ok;
  },
};

function none(json: boolean): number {
  console.log(json ? 'null' : 'No runner runs here.');
  return exitCodes.ok;
}
