import { UserError } from '../../../core/user-error.ts';

/** This process's environment, for a command that the runner starts: the runner's own is never handed on. */
export function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** @throws UserError `SLW-CWD-MISSING` */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UserError(
      'SLW-CWD-MISSING',
      'The current folder has been removed, so nothing can be started in it.',
      'Change to a folder that exists.',
    );
  }
}
