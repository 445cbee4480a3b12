import type { RunStatus } from '../../schemas/protocol/tracking.ts';
import type { ExitRecord } from '../jobs/execution-files.ts';

export interface Ending {
  status: RunStatus;
  /** For a person; null where it simply succeeded. */
  reason: string | null;
}

/** Of what a person has stopped. */
export const stoppedOnRequest = 'Stopped on request.';

/** What the end of a process means for its run. `tail` is the end of its output. */
export function judgeExit(exit: ExitRecord, stopRequested: boolean, tail: string): Ending {
  if (exit.startError !== null)
    return { status: 'FAILED', reason: `The command could not be started: ${exit.startError}` };
  if (stopRequested) return { status: 'KILLED', reason: stoppedOnRequest };
  if (exit.signal !== null)
    return { status: 'KILLED', reason: `Ended by signal ${exit.signal}${signalHint(exit.signal)}.` };
  if (exit.exitCode === 0) return { status: 'FINISHED', reason: null };
  return { status: 'FAILED', reason: failure(exit.exitCode, tail) };
}

function failure(exitCode: number | null, tail: string): string {
  if (/EOFError: EOF when reading a line|EOFError\s*$/.test(tail)) {
    return 'The program asked for input, and a tracked run has none: pass what it asks for as an argument.';
  }
  const exception = notebookComplaint(tail) ?? lastException(tail);
  return exception ? `Exit code ${exitCode}: ${exception}` : `Exit code ${exitCode}.`;
}

/** What `run_notebook.py` says at the end, e.g. `Cell 2 of 3 failed: ValueError: bad shape`. */
function notebookComplaint(tail: string): string | null {
  return /^Slipway: (.+)/.exec(tail.trimEnd().split(/\r?\n/).at(-1) ?? '')?.[1] ?? null;
}

/** The last line of a Python traceback, e.g. `ValueError: bad shape`. */
function lastException(tail: string): string | null {
  const start = tail.lastIndexOf('Traceback (most recent call last):');
  if (start < 0) return null;
  const line = tail
    .slice(start)
    .split(/\r?\n/)
    .slice(1)
    .find((text) => /^[A-Za-z_][\w.]*(Error|Exception|Interrupt|Exit|Warning)?(: |$)/.test(text));
  return line?.trim() ?? null;
}

function signalHint(signal: string): string {
  return signal === 'SIGKILL' ? ' (often the system, for want of memory)' : '';
}
