import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, procStatFields } from '../discovery/proc-stat.ts';
import { isRunning, type ProcessIdentity } from '../discovery/process-identity.ts';

const graceMs = 5_000;
const pollMs = 50;

/**
 * Stops a process and all of its group: SIGINT as Ctrl+C would, then SIGTERM, then SIGKILL. Resolves once all of
 * them have gone (a shell's background jobs ignore SIGINT). The identity guards against a pid that was given to
 * another process; a group's number is not given away while one of its processes lives.
 */
export async function stopProcessGroup(leader: ProcessIdentity): Promise<void> {
  if (!isRunning(leader)) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    signalGroup(leader.pid, signal);
    for (const deadline = performance.now() + graceMs; performance.now() < deadline; ) {
      if (isGroupGone(leader)) return;
      await delay(pollMs);
    }
  }
}

function isGroupGone(leader: ProcessIdentity): boolean {
  if (isRunning(leader)) return false;
  if (platform() === 'linux') return !linuxGroupRuns(leader.pid);
  if (platform() === 'win32') return true;
  try {
    process.kill(-leader.pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** Whether a process of the group runs. Fields: proc(5). */
function linuxGroupRuns(group: number): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, , ownGroup] = procStatFields(stat);
      return Number(ownGroup) === group && !hasEnded(state);
    } catch {
      return false;
    }
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (platform() === 'win32') {
    // Windows has no process groups to signal; the tree is ended at once.
    execFileSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
