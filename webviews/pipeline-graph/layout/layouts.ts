import type { GraphLayout, LayoutRequest } from './graph-layout.ts';

interface Waiting {
  request: LayoutRequest;
  resolve(layout: GraphLayout | null): void;
  reject(error: unknown): void;
}

/** A worker that lays graphs out, one at a time. Of requests that come meanwhile only the newest is done. */
export class Layouts {
  private readonly worker: Promise<Worker>;
  private waiting: Waiting | null = null;
  private isBusy = false;

  /** @param script address of the worker's program, which is one file without imports */
  constructor(script: URL) {
    this.worker = startWorker(script);
    // Whoever asks for a layout is told.
    this.worker.catch(() => undefined);
  }

  /**
   * Null where a newer request came before this one was begun.
   * @throws Error where the worker cannot be started or its program fails
   */
  lay(request: LayoutRequest): Promise<GraphLayout | null> {
    this.waiting?.resolve(null);
    return new Promise((resolve, reject) => {
      this.waiting = { request, resolve, reject };
      if (!this.isBusy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    for (let next = this.waiting; next !== null; next = this.waiting) {
      this.waiting = null;
      try {
        next.resolve(await answer(await this.worker, next.request));
      } catch (error) {
        next.reject(error);
      }
    }
    this.isBusy = false;
  }
}

/** A panel's page may start workers from its own text only, so the program is fetched first. */
async function startWorker(script: URL): Promise<Worker> {
  const response = await fetch(script);
  return new Worker(URL.createObjectURL(await response.blob()));
}

function answer(worker: Worker, request: LayoutRequest): Promise<GraphLayout> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<GraphLayout>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(request);
  });
}
