import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestName } from '../core/nearest-name.ts';
import { UserError } from '../core/user-error.ts';

/** `refused`: a gate did not hold. `rolledBack`: a release went back by itself. `waiting`: for an approval. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, refused: 3, rolledBack: 4, waiting: 5 } as const;

/** A word after `slipway`. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  usage: string;
  /** Resolves to the exit code. */
  run(args: string[]): Promise<number>;
}

/** Wrong words on the command line: exit code 2, with the usage. */
export class UsageError extends UserError {
  constructor(message: string) {
    super('SLW-USAGE', message);
  }
}

/** Its usage is asked for, after other words. */
export class HelpAsked extends Error {}

const commonOptions = {
  workspace: { type: 'string', default: '.' },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/**
 * Strict parsing: an unknown option is a `UsageError`.
 * @throws HelpAsked for `--help`
 */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  const end = args.indexOf('--');
  if ((end === -1 ? args : args.slice(0, end)).includes('--help')) throw new HelpAsked();
  try {
    return parseArgs({
      args,
      options: { ...commonOptions, ...options },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const known = Object.keys({ ...commonOptions, ...options });
    throw new UsageError(parsingFault(error instanceof Error ? error.message : String(error), known));
  }
}

/** Node's words for an unknown option tell of arguments that nobody meant. */
function parsingFault(message: string, known: readonly string[]): string {
  const name = /^Unknown option '(?:--)?([^']+)'/.exec(message)?.[1];
  if (name === undefined) return message;
  const near = nearestName(name, known);
  return `There is no option "${name.startsWith('-') ? name : `--${name}`}"${near === null ? '.' : `; did you mean "--${near}"?`}`;
}
