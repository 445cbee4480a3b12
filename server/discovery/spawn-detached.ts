import { spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { stateFolderFailure } from './state-folder.ts';

/** What a daemon needs of the environment; a user's own never reaches it, nor the editor's. */
const kept =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SHELL|XDG_.*|APPDATA|LOCALAPPDATA|USERPROFILE|USERNAME|SYSTEMROOT|SystemRoot|SYSTEMDRIVE|COMSPEC|PATHEXT|WINDIR|windir|PROGRAMDATA|SLIPWAY_STATE_DIR|DVC_GLOBAL_CONFIG_DIR|DVC_SYSTEM_CONFIG_DIR|CUDA_PATH|CUDA_VISIBLE_DEVICES|SSH_AUTH_SOCK|GIT_SSH_COMMAND)$/;

const longestLog = 5_000_000;

export interface DetachedProcess {
  pid: number | undefined;
  /** Its file descriptor 3, on which it says once that it is ready. */
  ready: Readable;
  /** Its standard input; null where it has none. */
  input: Writable | null;
}

/** Starts a process of ours that outlives us. */
export function spawnDetached(
  program: string,
  args: string[],
  { logFile, input }: { logFile: string; input: 'pipe' | 'ignore' },
): DetachedProcess {
  const log = openLog(logFile);
  try {
    const child = spawn(process.execPath, [program, ...args], {
      detached: true,
      windowsHide: true,
      stdio: [input, log, log, 'pipe'],
      env: daemonEnvironment(),
    });
    child.unref();
    const ready = child.stdio[3] as Readable;
    child.once('error', (error) => ready.destroy(error));
    return { pid: child.pid, ready, input: child.stdin };
  } finally {
    closeSync(log);
  }
}

/** What a process of ours is given of this one's environment. */
export function daemonEnvironment(): Record<string, string> {
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
