import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type CommandOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** `inherit` shows the output as it comes; `capture` returns it and shows it only in the error. */
  output?: 'inherit' | 'capture';
};

/**
 * Runs a program to its end and returns its standard output (empty when it was shown instead).
 * Throws with the command and the last of its output when it cannot start or does not exit with 0.
 */
export async function run(program: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const stdio = options.output === 'inherit' ? 'inherit' : 'pipe';
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', stdio, stdio],
  });
  const out: Buffer[] = [];
  const all: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    out.push(chunk);
    all.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => all.push(chunk));
  const ending = await new Promise<string | number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done(code ?? signal));
  });
  if (ending !== 0) {
    const tail = Buffer.concat(all).toString().split('\n').slice(-30).join('\n');
    throw new Error(`${[program, ...args].join(' ')} ended with ${ending}\n${tail}`);
  }
  return Buffer.concat(out).toString();
}

/** The full path of a program on PATH, or undefined. */
export function find(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}
