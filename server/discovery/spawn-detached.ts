import { spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { stateFolderFailure } from './state-folder.ts';

/** What a daemon needs of the environment; a user's own never reaches it, nor the editor's. */
const kept =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SHELL|XDG_.*|APPDATA|LOCALAPPDATA|USERPROFILE|USERNAME|SYSTEMROOT|SystemRoot|SYSTEMDRIVE|COMSPEC|PATHEXT|WINDIR|windir|PROGRAMDATA|SLIPWAY_STATE_DIR|DVC_GLOBAL_CONFIG_DIR|DVC_SYSTEM_CONFIG_DIR|SSH_AUTH_SOCK|GIT_SSH_COMMAND)$/;

const longestLog = 5_000_000;

/** Starts a process of ours that outlives us. Its file descriptor 3 is a pipe on which it says once that it is ready. */
export function spawnDetached(
  program: string,
  args: string[],
  logFile: string,
): { pid: number | undefined; ready: Readable } {
  const log = openLog(logFile);
  try {
    const child = spawn(process.execPath, [program, ...args], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log, 'pipe'],
      env: daemonEnvironment(),
    });
    child.unref();
    const ready = child.stdio[3] as Readable;
    child.once('error', (error) => ready.destroy(error));
    return { pid: child.pid, ready };
  } finally {
    closeSync(log);
  }
}

function daemonEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && kept.test(name)) env[name] = value;
  }
  // An Electron binary (the editor's own) runs as plain Node only with this; plain Node ignores it.
  env.ELECTRON_RUN_AS_NODE = '1';
  return env;
}

function openLog(file: string): number {
  try {
    if (statSync(file).size > longestLog) renameSync(file, `${file}.old`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw stateFolderFailure(error);
  }
  return openSync(file, 'a', 0o600);
}
