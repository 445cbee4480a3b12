import { execFileSync } from 'node:child_process';

/** Ids of the processes of this machine whose command line holds all of these. */
export function processesWith(...words: string[]): number[] {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => words.every((word) => line.includes(word)))
    .map((line) => Number.parseInt(line, 10));
}

/** SIGKILL to each; their ids. */
export function killProcessesWith(...words: string[]): number[] {
  const pids = processesWith(...words);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids;
}
