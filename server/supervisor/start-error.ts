import { existsSync, statSync } from 'node:fs';
import type { LaunchOrder } from '../jobs/execution-files.ts';

/** Why a command could not be started, for a person: the system's own words name only the program. */
export function describeStartError(error: unknown, { command, cwd }: LaunchOrder): string {
  const [program = ''] = command;
  const said = error instanceof Error ? error.message : String(error);
  const why = explain((error as NodeJS.ErrnoException).code, program, cwd);
  return why === null ? said : `${said}. ${why}`;
}

function explain(code: string | undefined, program: string, cwd: string): string | null {
  if (program === '') return 'The command’s first word is empty: it must name a program.';
  if (!isFolder(cwd)) return `The folder to start it in, ${cwd}, is not there.`;
  switch (code) {
    case 'ENOENT':
      return existsSync(program)
        ? 'The file is there, but the interpreter that its first line names is not.'
        : 'There is no such program; check its name and PATH.';
    case 'EACCES':
      return isFolder(program)
        ? 'It is a folder.'
        : 'This user may not execute it; name its interpreter before it, or make it executable (chmod +x).';
    case 'E2BIG':
      return 'Its arguments and environment are longer than this system allows; pass the long ones in a file.';
    default:
      return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
