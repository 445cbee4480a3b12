import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a process has in memory now; null where this system does not tell. */
export async function residentBytes(pid: number): Promise<number | null> {
  try {
    const text =
      platform() === 'linux'
        ? /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
        : (await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout;
    return text === undefined ? null : Number(text) * 1024;
  } catch {
    return null;
  }
}
