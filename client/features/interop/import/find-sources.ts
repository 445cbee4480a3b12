import * as vscode from 'vscode';
import { type DetectedSource, detectedSources, sourceMarks } from './detected-sources.ts';

const searchMs = 3_000;
const mostFiles = 500;
const exclude = '**/{node_modules,.venv,venv,site-packages,.git,.slipway}/**';

/** What in a workspace folder runs can be imported from; only what is found within a few seconds. */
export async function findSources(folder: vscode.WorkspaceFolder): Promise<DetectedSource[]> {
  const ending = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => ending.cancel(), searchMs);
  try {
    const files = await vscode.workspace.findFiles(
      new vscode.RelativePattern(folder, `{${sourceMarks.join(',')}}`),
      new vscode.RelativePattern(folder, exclude),
      mostFiles,
      ending.token,
    );
    const prefix = `${folder.uri.path}/`;
    return detectedSources(files.map(({ path }) => path.slice(prefix.length)));
  } finally {
    clearTimeout(timer);
    ending.dispose();
  }
}
