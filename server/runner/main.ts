import { closeSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../core/user-error.ts';
import { keepLoginCurrent } from '../discovery/at-login/at-login.ts';
import { logError } from '../discovery/daemon-log.ts';
import type { StartReport } from '../discovery/ensure-runner.ts';
import { takeFolderLock } from '../discovery/folder-lock.ts';
import { type FolderState, folderState } from '../discovery/state-folder.ts';
import { Runner } from './runner.ts';
import { watchForRemoval } from './store-removal.ts';

/** The background process of one workspace folder; says on file descriptor 3 once whether it serves. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { workspace: { type: 'string' } } });
  const state = folderState(resolve(values.workspace ?? '.'));
  const release = takeFolderLock(state.lockFile);
  if (!release) return report({ state: 'taken' });
  process.on('SIGHUP', () => {});
  // Not the folder of who started it, which may be unmounted one day; and its own files have short paths from here.
  process.chdir(state.folder);
  process.on('uncaughtException', (error) => logError('uncaught', error));
  process.on('unhandledRejection', (error) => logError('unhandled', error));
  try {
    const runner = await Runner.open(state);
    const end = async (reason: string) => {
      logError('ending', reason);
      await runner.close();
      release();
      process.exit(0);
    };
    runner.onEnd((reason) => void end(reason));
    process.on('SIGTERM', () => void end('SIGTERM'));
    process.on('SIGINT', () => void end('SIGINT'));
    endWithStore(state.folder, end);
    report({ state: 'ready' });
    refreshLogin(state);
  } catch (error) {
    release();
    logError('start', error);
    report(
      error instanceof UserError
        ? { state: 'failed', code: error.code, message: error.message, hint: error.hint }
        : {
            state: 'failed',
            code: 'SLW-INTERNAL',
            message: String(error),
            hint: `The log has more: ${state.logFile}`,
          },
    );
    process.exitCode = 1;
  }
}

/** Where there are no more watches to be had it serves on, as if nothing could happen. */
function endWithStore(folder: string, end: (reason: string) => Promise<void>): void {
  try {
    watchForRemoval(folder, () => void end('its store was removed'));
  } catch (error) {
    logError('watch of the folder', error);
  }
}

function refreshLogin(state: FolderState): void {
  try {
    keepLoginCurrent(state);
  } catch (error) {
    logError('what starts at login', error);
  }
}

function report(what: StartReport): void {
  try {
    writeSync(3, JSON.stringify(what));
    closeSync(3);
  } catch (error) {
    // Started by hand, without the pipe.
    logError(`report of ${what.state}`, error);
  }
}

void main();
