import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';
import { activatedEnvironment } from '../../python/activation.ts';
import { helpersFolder } from '../../python/helpers-folder.ts';
import { freePort } from './free-port.ts';
import { LoopbackClient } from './loopback-client.ts';
import { makeServingFolder, type ServingFolder } from './serving-folder.ts';

/** How a process ended by itself. */
export interface Ended {
  how: string;
  /** What Python says of it; null where it says nothing. */
  failure: { message: string; module: string | null } | null;
}

/** What the program that keeps MLServer says, in lines of JSON. */
type Word = { pid: number } | { ended: string; failure: Ended['failure'] };

const askAgainMs = 100;

/** MLServer with one model, in the user's Python. It ends with this process, however that ends. */
export class MlserverProcess {
  readonly #child: ChildProcess;
  readonly #client: LoopbackClient;
  readonly #folder: ServingFolder;
  readonly #ended = Promise.withResolvers<Ended>();
  #hasEnded = false;
  #pid: number | null = null;

  private constructor(child: ChildProcess, folder: ServingFolder, client: LoopbackClient) {
    this.#child = child;
    this.#folder = folder;
    this.#client = client;
    let said: Ended | null = null;
    createInterface({ input: child.stdout as Readable }).on('line', (line) => {
      const word = JSON.parse(line) as Word;
      if ('pid' in word) this.#pid = word.pid;
      else said = { how: word.ended, failure: word.failure };
    });
    const end = (how: string) => {
      this.#hasEnded = true;
      client.close();
      rmSync(folder.path, { recursive: true, force: true });
      this.#ended.resolve(said ?? { how, failure: null });
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
  }

  /** @param model absolute path of what it loads */
  static async start(plan: MlserverPlan, model: string): Promise<MlserverProcess> {
    const port = await freePort();
    const folder = makeServingFolder(plan, model, port);
    const env = await activatedEnvironment(plan.interpreter, process.env as Record<string, string>);
    const child = spawn(plan.interpreter, [join(helpersFolder, 'serve_model.py'), folder.path], {
      stdio: ['pipe', 'pipe', process.stderr],
      cwd: plan.folder,
      windowsHide: true,
      env,
    });
    // A broken pipe: the exit tells of it.
    child.stdin?.on('error', () => {});
    return new MlserverProcess(child, folder, new LoopbackClient(port));
  }

  /** Of MLServer itself; null until it is known. */
  get pid(): number | null {
    return this.#pid;
  }

  get ended(): Promise<Ended> {
    return this.#ended.promise;
  }

  /** Null once the model can be asked; how the process ended, where it did before. */
  async ready(): Promise<Ended | null> {
    const path = `/v2/models/${this.#folder.model}/ready`;
    while (!this.#hasEnded) {
      const answer = await this.#client.get(path).catch(() => null);
      if (answer?.status === 200) return null;
      await Promise.race([sleep(askAgainMs), this.ended]);
    }
    return this.ended;
  }

  /** Rejects where the connection breaks: its end tells why. */
  infer(body: string): Promise<{ status: number; text: string }> {
    return this.#client.post(`/v2/models/${this.#folder.model}/infer`, body);
  }

  /** All that it has started, too. */
  kill(): void {
    this.#child.stdin?.end();
  }
}
