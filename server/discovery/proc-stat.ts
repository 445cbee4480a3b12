/**
 * Fields of /proc/PID/stat from the state on (field 3 of proc(5) is the first here). The process's name before them
 * stands in parentheses and may hold anything, blanks and parentheses included.
 */
export function procStatFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** A zombie has ended, though some containers never reap it. */
export function hasEnded(state: string | undefined): boolean {
  return state === 'Z' || state === 'X';
}
