import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { InferenceReport } from '../../../schemas/protocol/inference.ts';
import { UserError } from '../../core/user-error.ts';
import { newSecret } from '../../discovery/handshake.ts';
import { daemonEnvironment } from '../../discovery/spawn-detached.ts';
import { socketPath } from '../../discovery/state-folder.ts';
import { ControlLink } from './control-link.ts';

export interface BenchmarkServerParts {
  /** The user's own state folder of the workspace. */
  stateDir: string;
  /** The inference server's program. */
  program: string;
}

/** An inference server that nobody is served by; it ends with what it was started for, and with this process. */
export const BenchmarkServer = {
  /** Rejects with the signal's reason once it was stopped, and as `work` does. */
  async use<T>(
    { stateDir, program }: BenchmarkServerParts,
    signal: AbortSignal,
    work: (link: ControlLink) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const id = randomBytes(6).toString('hex');
    const dir = join(stateDir, 'benchmarks', id);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const socket = socketPath(dir, `benchmark-${id}`);
    const child = fork(program, ['--control', socket, '--port', '0'], {
      execArgv: [],
      stdio: ['pipe', 'ignore', 'ignore', 'pipe', 'ipc'],
      env: daemonEnvironment(),
    });
    const ended = once(child, 'exit');
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop);
    try {
      const token = newSecret();
      child.stdin?.on('error', () => {});
      child.stdin?.end(`${token}\n`);
      const report = await reportOf(child.stdio[3] as Readable);
      if ('error' in report) throw new UserError('SLW-INFERENCE-START', report.error);
      const link = await ControlLink.open(socket, token);
      try {
        return await work(link);
      } finally {
        link.close();
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function reportOf(ready: Readable): Promise<InferenceReport> {
  const said = await text(ready);
  return said === '' ? { error: 'The inference server ended before it was ready.' } : JSON.parse(said);
}
