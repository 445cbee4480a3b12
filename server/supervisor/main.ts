import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { logError } from '../discovery/daemon-log.ts';
import { identifyProcess } from '../discovery/process-identity.ts';
import { folderState } from '../discovery/state-folder.ts';
import { ExecutionFiles, type ExitRecord, type LaunchOrder } from '../jobs/execution-files.ts';
import { describeStartError } from './start-error.ts';

const diskRetryMs = 1_000;

/**
 * Owns one started command: its process group, its output file, its exit record. It outlives the runner, the
 * editor and the terminal, and ends when the command has ended and the record is on disk.
 */
async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('usage: supervisor FOLDER < EXECUTION');
  process.on('SIGHUP', () => {});
  const executionId = await readAssignment();
  if (executionId === null) return;
  const state = folderState(folder);
  const files = new ExecutionFiles(state.executionsDir);
  const order = files.takeOrder(executionId);
  if (!order) throw new Error(`no order for execution ${executionId}`);

  const ended = startCommand(order, files);
  closeReadyPipe();
  // Loaded when the command is under way, which does not wait for it.
  const { RunnerLink } = await import('./runner-link.ts');
  const link = new RunnerLink(state, executionId);
  link.open();
  const exit = await ended;
  await untilWritten(() => files.writeExit(executionId, exit));
  await link.reportEnd(() => files.readExit(executionId) === null);
}

/** It may stand ready before there is anything to do. Null where whoever started it has gone, or has no need of it. */
async function readAssignment(): Promise<string | null> {
  let said = '';
  for await (const chunk of process.stdin) said += chunk;
  return said.endsWith('\n') ? said.trim() : null;
}

function startCommand(order: LaunchOrder, files: ExecutionFiles): Promise<ExitRecord> {
  const [program = '', ...args] = order.command;
  return new Promise((resolve) => {
    const fail = (error: unknown) =>
      resolve({
        exitCode: null,
        signal: null,
        endedAt: Date.now(),
        startError: describeStartError(error, order),
      });
    try {
      const output = openSync(order.outputFile, 'a', 0o600);
      const child = spawn(program, args, {
        cwd: order.cwd,
        env: order.env,
        detached: process.platform !== 'win32',
        windowsHide: true,
        stdio: ['ignore', output, output],
      });
      closeSync(output);
      const identity = child.pid === undefined ? null : identifyProcess(child.pid);
      if (identity) void untilWritten(() => files.writeChild(order.executionId, identity));
      const forward = () => child.pid !== undefined && process.kill(-child.pid, constants.signals.SIGTERM);
      process.on('SIGTERM', forward);
      process.on('SIGINT', forward);
      child.once('error', fail);
      child.once('exit', (exitCode, signal) =>
        resolve({ exitCode, signal, endedAt: Date.now(), startError: null }),
      );
    } catch (error) {
      // Some failures come as an event, others (an empty name, arguments that are too long) are thrown.
      fail(error);
    }
  });
}

/**
 * A full disk must not lose how a run ended: tries again until it is on disk, the first time at once. Where the state
 * folder has been removed there is nobody left to tell.
 */
async function untilWritten(write: () => void): Promise<void> {
  for (let complained = false; ; complained = true) {
    try {
      return write();
    } catch (error) {
      if (!complained) logError('supervisor', error);
      await delay(diskRetryMs);
    }
  }
}

/** File descriptor 3 tells the runner that the order was taken and the command started. */
function closeReadyPipe(): void {
  writeSync(3, '{"state":"ready"}');
  closeSync(3);
}

main().catch((error: unknown) => {
  logError('supervisor', error);
  process.exitCode = 1;
});
