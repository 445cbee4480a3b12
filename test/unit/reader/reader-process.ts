import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { ParamsOf, RequestName, ResultOf } from '../../../schemas/protocol/rpc.ts';

const program = join(import.meta.dirname, '../../../dist/server/reader.cjs');

/** The built reader of a folder, as the editor starts it; ended with the test. */
export class ReaderProcess {
  readonly process: ChildProcess;
  readonly #connection: MessageConnection;

  /** `temporary` is where it may keep its copy. */
  constructor(folder: string, temporary: string) {
    if (!existsSync(program)) throw new Error('build first: npm run build');
    const child = spawn(process.execPath, [program, '--workspace', folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    });
    this.process = child;
    this.#connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#connection.listen();
    onTestFinished(() => void child.kill());
  }

  request<M extends RequestName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return this.#connection.sendRequest(method, params);
  }

  /** As a window that closes, or an extension host that was killed. */
  async hangUp(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.stdin?.end();
    await ended;
  }
}
