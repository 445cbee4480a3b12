import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InferenceError } from '../inference-error.ts';

/** What a process takes before it holds a model: Node and ONNX Runtime. */
const processBytes = 80 * 2 ** 20;
/** The same of MLServer: Python, MLflow and pandas. */
const pythonBytes = 350 * 2 ** 20;
/** The file's bytes and what ONNX Runtime makes of them lie in memory beside each other while it loads. */
const timesTheFile = 2;
/** What stays free for everything else. */
const spareBytes = 64 * 2 ** 20;

export interface MemoryOrder {
  model: string;
  version: string;
  /** Of the ONNX file, or of what MLServer loads. */
  path: string;
  /** Where it is left out, ONNX Runtime computes. */
  mlserver?: object;
  replicas: number;
}

export interface MemoryLimits {
  /** That all models of this server may take together; null: all that the machine has. */
  limitBytes: number | null;
  /** What the models that are loaded take now. */
  takenBytes: number;
}

/** Whether there is memory for one more model, asked before it is loaded beside those that serve. */
export class MemoryAdmission {
  readonly #availableBytes: () => number;
  /** What one replica of a file was seen to take. */
  readonly #seen = new Map<string, number>();
  /** For models that are being loaded. */
  #promised = 0;

  /** @param availableBytes of the machine, or of the container */
  constructor(availableBytes: () => number) {
    this.#availableBytes = availableBytes;
  }

  /** One replica of this file was seen to take so much. */
  note(path: string, bytes: number): void {
    this.#seen.set(path, bytes);
  }

  /**
   * Promises the memory until the function that it returns is called: when the model is loaded, or is not.
   * @throws InferenceError 503 that says what is needed, what is free, and what to do
   */
  admit(order: MemoryOrder, { limitBytes, takenBytes }: MemoryLimits): () => void {
    const needed = order.replicas * this.#neededBytes(order);
    const free = this.#availableBytes() - spareBytes - this.#promised;
    const allowed = limitBytes === null ? Number.POSITIVE_INFINITY : limitBytes - takenBytes - this.#promised;
    if (needed <= Math.min(free, allowed)) {
      this.#promised += needed;
      return () => {
        this.#promised -= needed;
      };
    }
    const what = `${order.model} ${order.version}${order.replicas > 1 ? ` with ${order.replicas} replicas` : ''} needs about ${inWords(needed)} of memory`;
    throw new InferenceError(
      503,
      allowed < free
        ? `${what}, and ${inWords(Math.max(allowed, 0))} of the ${inWords(limitBytes ?? 0)} that models may take here are left. Raise "memory" of the target (--max-memory-mb), or keep fewer revisions loaded (deploy.rollback.keep_loaded).`
        : `${what}, and ${inWords(Math.max(free, 0))} are free on this machine. End what else takes memory, or keep fewer revisions loaded (deploy.rollback.keep_loaded).`,
    );
  }

  #neededBytes({ path, mlserver }: MemoryOrder): number {
    const seen = this.#seen.get(path);
    if (seen !== undefined) return seen;
    return mlserver
      ? pythonBytes + timesTheFile * folderBytes(path)
      : processBytes + timesTheFile * modelBytes(path);
  }
}

/** The file and its external data, which by every exporter's custom lie beside it under names that begin with its own. */
function modelBytes(path: string): number {
  const name = basename(path);
  const folder = dirname(path);
  try {
    return readdirSync(folder)
      .filter((file) => file.startsWith(name))
      .reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  } catch {
    // Loading it tells what is wrong with the file.
    return 0;
  }
}

/** Of all files below a folder, or of one file. */
function folderBytes(path: string): number {
  try {
    if (!statSync(path).isDirectory()) return statSync(path).size;
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // Loading it tells what is wrong with the files.
    return 0;
  }
}

function inWords(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
