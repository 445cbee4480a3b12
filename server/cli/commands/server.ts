import { resolve } from 'node:path';
import { ensureRunner } from '../../discovery/ensure-runner.ts';
import { type Command, exitCodes, parseOptions } from '../command.ts';

export const serverCommand: Command = {
  name: 'server',
  summary: 'Serve the workspace’s runs to mlflow clients; prints the tracking URI',
  usage: `Usage: slipway server [--workspace DIR] [--json]

Stays until SIGTERM or Ctrl+C. Set MLFLOW_TRACKING_URI to what it prints. The runner ends with it only if this
call started it.`,
  async run(args) {
    const { values } = parseOptions(args, {});
    const { client, started } = await ensureRunner(resolve(values.workspace), 'cli');
    const { trackingUri, pid } = client.info;
    console.log(values.json ? JSON.stringify({ trackingUri, pid }) : `MLFLOW_TRACKING_URI=${trackingUri}`);
    const signalled = new Promise<'signal'>((done) => {
      process.once('SIGTERM', () => done('signal'));
      process.once('SIGINT', () => done('signal'));
    });
    const closed = new Promise<'closed'>((done) => client.onClose(() => done('closed')));
    const keepAlive = setInterval(() => {}, 60_000);
    const ending = await Promise.race([signalled, closed]);
    clearInterval(keepAlive);
    if (ending === 'closed') {
      console.error('The runner has ended.');
      return exitCodes.failed;
    }
    if (started) await client.stopRunner('slipway server ended');
    client.close();
    return exitCodes.ok;
  },
};
