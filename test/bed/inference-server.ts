import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './paths.ts';

const program = join(repository, 'dist/server/cli.cjs');

export interface ServedModel {
  url: string;
  model: string;
  process: ChildProcess;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/** `slipway serve FILE --json …`, ready. Rejects with what it complains of where it ends instead. */
export async function serveModel(file: string, ...args: string[]): Promise<ServedModel> {
  const child = spawn(process.execPath, [program, 'serve', file, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`slipway serve ended with ${code}: ${complaints}`))),
  ]);
  const { url, model } = JSON.parse(line) as { url: string; model: string };
  return {
    url,
    model,
    process: child,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The processes of its models, by pid. Linux only. */
export function modelProcesses({ process: command }: ServedModel): number[] {
  const childrenOf = (pid: number) =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return childrenOf(command.pid ?? 0).flatMap(childrenOf);
}

export interface TensorJson {
  name: string;
  shape: number[];
  datatype: string;
  data: unknown[];
}

export interface InferAnswer {
  status: number;
  headers: Headers;
  body: { error?: string; id?: string; model_name?: string; model_version?: string; outputs?: TensorJson[] };
}

/** One infer request as JSON. */
export async function infer(
  { url, model }: Pick<ServedModel, 'url' | 'model'>,
  inputs: unknown,
  more: object = {},
): Promise<InferAnswer> {
  const response = await fetch(`${url}/v2/models/${model}/infer`, {
    method: 'POST',
    body: JSON.stringify({ inputs, ...more }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as InferAnswer['body'],
  };
}
