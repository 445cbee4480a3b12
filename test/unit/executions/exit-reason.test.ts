import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { judgeExit } from '../../../server/executions/exit-reason.ts';
import type { ExitRecord } from '../../../server/jobs/execution-files.ts';

const exit = (change: Partial<ExitRecord>): ExitRecord => ({
  exitCode: null,
  signal: null,
  endedAt: 0,
  startError: null,
  ...change,
});

/** What the real Python says when it dies of this program. */
function pythonOutput(program: string): string {
  try {
    return execFileSync('python3', ['-c', program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return String((error as { stderr: string }).stderr);
  }
}

describe('the end of a process, judged for its run', () => {
  test('exit code 0 is a success without a reason', () => {
    expect(judgeExit(exit({ exitCode: 0 }), false, '')).toEqual({ status: 'FINISHED', reason: null });
  });

  test('a Python exception is named with the exit code', () => {
    const tail = pythonOutput('raise ValueError("bad shape (3, 4)")');
    expect(judgeExit(exit({ exitCode: 1 }), false, tail)).toEqual({
      status: 'FAILED',
      reason: 'Exit code 1: ValueError: bad shape (3, 4)',
    });
  });

  test('of chained exceptions the last one counts', () => {
    const tail = pythonOutput('try:\n  {}["a"]\nexcept KeyError:\n  raise RuntimeError("no such column")');
    expect(judgeExit(exit({ exitCode: 1 }), false, tail).reason).toBe(
      'Exit code 1: RuntimeError: no such column',
    );
  });

  test('a notebook is told by which cell failed', () => {
    const tail = `${pythonOutput('raise KeyError("a")')}Slipway: Cell 2 of 3 failed: KeyError: 'a'\n`;
    expect(judgeExit(exit({ exitCode: 1 }), false, tail).reason).toBe(
      "Exit code 1: Cell 2 of 3 failed: KeyError: 'a'",
    );
  });

  test('a program that asks for input is told so', () => {
    const tail = pythonOutput('input("learning rate? ")');
    expect(judgeExit(exit({ exitCode: 1 }), false, tail).reason).toMatch(/asked for input/);
  });

  test('a signal kills the run and SIGKILL hints at memory', () => {
    expect(judgeExit(exit({ signal: 'SIGKILL' }), false, '')).toEqual({
      status: 'KILLED',
      reason: 'Ended by signal SIGKILL (often the system, for want of memory).',
    });
  });

  test('a stop on request is no failure', () => {
    expect(judgeExit(exit({ exitCode: 1 }), true, '').status).toBe('KILLED');
  });

  test('a command that is not there says so', () => {
    const judged = judgeExit(exit({ startError: 'spawn trian ENOENT' }), false, '');
    expect(judged).toEqual({
      status: 'FAILED',
      reason: 'The command could not be started: spawn trian ENOENT',
    });
  });
});
