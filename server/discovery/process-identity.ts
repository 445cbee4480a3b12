import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { hasEnded, procStatFields } from './proc-stat.ts';

/** A process by pid and start time, for pids are reused. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; compared for equality on one machine only. */
  startTime: string;
}

/** Null where no such process runs. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startTime = startTimeOf(pid);
  return startTime === null ? null : { pid, startTime };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}

function startTimeOf(pid: number): string | null {
  if (platform() === 'linux') return linuxStartTime(pid);
  try {
    const [command, ...args] =
      platform() === 'win32'
        ? ['powershell', '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]
        : ['ps', '-o', 'lstart=', '-p', String(pid)];
    const printed = execFileSync(command as string, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    }).trim();
    return printed === '' ? null : printed;
  } catch {
    return null;
  }
}

/** Boot id and field 22 of /proc/PID/stat, clock ticks since boot (proc(5)). */
function linuxStartTime(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = procStatFields(stat);
  if (hasEnded(fields[0])) return null;
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${bootId}:${fields[19]}`;
}

let bootId: string | undefined;
