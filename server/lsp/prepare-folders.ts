import { setImmediate } from 'node:timers/promises';
import type { WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import type { SessionCore } from './session-core.ts';

const unnoticedMs = 1000;
const sliceMs = 15;

/**
 * Finds and reads the manifests of all folders in slices, so that others get their turns; what takes longer shows that it does.
 * @param shownAfterMs milliseconds that nobody is told of it
 */
export async function prepareFolders(session: SessionCore, shownAfterMs = unnoticedMs): Promise<void> {
  const progress = new Progress(session, shownAfterMs);
  try {
    const folders = session.folders.ofWorkspace();
    for (const { files } of folders) await files.prepare();
    for (const { folder } of folders) await readManifests(folder, progress);
  } finally {
    progress.done();
  }
}

/** What its files are checked against, which would otherwise be read all at once when the first one is. */
async function readManifests(folder: WorkspaceFolder, progress: Progress): Promise<void> {
  const locations = folder.providers.files.manifests();
  let until = performance.now() + sliceMs;
  for (const [index, location] of locations.entries()) {
    const document = folder.document(location);
    if (document?.kind === 'pipeline') folder.pipeline(document);
    if (performance.now() < until) continue;
    progress.tell(index + 1, locations.length);
    await setImmediate();
    until = performance.now() + sliceMs;
  }
}

/** Shown by clients that can, once it has taken some time. */
class Progress {
  readonly #timer: NodeJS.Timeout;
  #reporter: WorkDoneProgressServerReporter | null = null;
  #isDone = false;
  #percentage = 0;

  constructor({ connection, clientCapabilities }: SessionCore, shownAfterMs: number) {
    this.#timer = setTimeout(async () => {
      if (clientCapabilities.window?.workDoneProgress !== true) return;
      const reporter = await connection.window.createWorkDoneProgress();
      if (this.#isDone) return;
      reporter.begin('Slipway: reading manifests', 0);
      this.#reporter = reporter;
    }, shownAfterMs);
  }

  tell(count: number, all: number): void {
    const percentage = Math.floor((100 * count) / all);
    if (percentage === this.#percentage) return;
    this.#percentage = percentage;
    this.#reporter?.report(percentage, `${count} of ${all}`);
  }

  done(): void {
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#reporter?.done();
  }
}
