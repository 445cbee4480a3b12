import * as vscode from 'vscode';

/** What makes a folder worth a runner before anything was started in it. */
export const runSources = ['.slipway/slipway.db', 'slipway.yaml'];

const ownStore = runSources.slice(0, 1);

/** Whether the folder holds runs, or names a tracker and is trusted; a folder that does not is left alone. */
export async function hasRunsToShow(folder: vscode.Uri): Promise<boolean> {
  const sources = vscode.workspace.isTrusted ? runSources : ownStore;
  const found = await Promise.all(
    sources.map((path) =>
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, path)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
