import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientKind } from '../../schemas/protocol/runner.ts';
import { UserError } from '../core/user-error.ts';
import { compareVersions, serverVersion } from '../core/version.ts';
import { connectRunner, type RunnerClient } from './connect.ts';
import { installServer } from './installation.ts';
import { liveRunner } from './runner-files.ts';
import { spawnDetached } from './spawn-detached.ts';
import { type FolderState, folderState } from './state-folder.ts';

/** What a starting runner says on its file descriptor 3. */
export type StartReport =
  | { state: 'ready' }
  | { state: 'taken' }
  | { state: 'failed'; code: string; message: string; hint: string | null };

const startLimitMs = 20_000;
const takeover = `version ${serverVersion} takes over`;
const takeovers = 10;
/** How long another runner's start is waited for before we try again. */
const takenLimitMs = 500;

/** Finds the folder's runner, or starts it; a runner older than this program is asked to hand over. */
export async function ensureRunner(
  folder: string,
  clientKind: ClientKind,
): Promise<{ client: RunnerClient; started: boolean }> {
  const state = folderState(folder);
  const found = await connectLive(state, clientKind);
  if (found && !isOlder(found)) return { client: found, started: false };
  if (found) await found.stopRunner(takeover);
  for (let attempt = 0; ; attempt++) {
    const begun = await startRunner(state, clientKind);
    // A supervisor of the older version may have been faster to bring its own runner back.
    if (!isOlder(begun.client) || attempt === takeovers) return begun;
    await begun.client.stopRunner(takeover);
  }
}

function isOlder({ info }: RunnerClient): boolean {
  return compareVersions(info.serverVersion, serverVersion) < 0;
}

/** Connects to the live runner; null where none runs or answers. */
export async function connectLive(state: FolderState, clientKind: ClientKind): Promise<RunnerClient | null> {
  const record = liveRunner(state);
  if (!record) return null;
  try {
    return await connectRunner(record, clientKind);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return null;
  }
}

async function startRunner(
  state: FolderState,
  clientKind: ClientKind,
): Promise<{ client: RunnerClient; started: boolean }> {
  const program = join(installServer(), 'runner.cjs');
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const { ready } = spawnDetached(program, ['--workspace', state.folder], {
      logFile: state.logFile,
      input: 'ignore',
    });
    const report = await readReport(ready, deadline);
    if (report.state === 'failed') throw new UserError(report.code, report.message, report.hint);
    // Whoever holds the folder's lock is about to serve, or about to end: then it is our turn.
    const patience = Math.min(deadline, performance.now() + takenLimitMs);
    do {
      const client = await connectLive(state, clientKind);
      if (client) return { client, started: report.state === 'ready' };
      await delay(20);
    } while (performance.now() < patience);
    if (performance.now() > deadline) throw silentRunner(state);
  }
}

async function readReport(ready: Readable, deadline: number): Promise<StartReport> {
  const timer = setTimeout(() => ready.destroy(), Math.max(0, deadline - performance.now()));
  let text = '';
  try {
    for await (const chunk of ready) text += chunk;
  } finally {
    clearTimeout(timer);
  }
  if (text !== '') return JSON.parse(text) as StartReport;
  return {
    state: 'failed',
    code: 'SLW-RUNNER-SILENT',
    message: 'The runner ended before it was ready.',
    hint: 'Its log says why: slipway runner log',
  };
}

function silentRunner(state: FolderState): UserError {
  return new UserError(
    'SLW-RUNNER-SILENT',
    `The runner of ${state.folder} did not answer within ${startLimitMs / 1000} s.`,
    `Its log may say why: ${state.logFile}`,
  );
}
