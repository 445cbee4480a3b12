import type { WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { SessionCore } from './session-core.ts';

const unnoticedMs = 1000;

/** Finds the manifests of all folders; what takes longer than a second shows that it does. */
export async function prepareFolders({
  connection,
  clientCapabilities,
  folders,
}: SessionCore): Promise<void> {
  let progress: WorkDoneProgressServerReporter | null = null;
  let isDone = false;
  const timer = setTimeout(async () => {
    if (clientCapabilities.window?.workDoneProgress !== true) return;
    progress = await connection.window.createWorkDoneProgress();
    if (!isDone) progress.begin('Slipway: looking for manifests');
  }, unnoticedMs);
  try {
    for (const { files } of folders.ofWorkspace()) await files.prepare();
  } finally {
    isDone = true;
    clearTimeout(timer);
    (progress as WorkDoneProgressServerReporter | null)?.done();
  }
}
