import * as vscode from 'vscode';

export const pipelineFiles = '**/dvc.yaml';
const exclude = '**/{node_modules,.venv,venv,site-packages,.git,.dvc,.slipway}/**';

/** Whether a folder is worth a runner for its pipelines: it holds a dvc.yaml, or lies in a DVC project. */
export async function hasPipelines(folder: vscode.Uri): Promise<boolean> {
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, pipelineFiles),
    new vscode.RelativePattern(folder, exclude),
    1,
  );
  if (found.length > 0) return true;
  for (let above = folder; ; above = vscode.Uri.joinPath(above, '..')) {
    if (await exists(vscode.Uri.joinPath(above, '.dvc', 'config'))) return true;
    if (vscode.Uri.joinPath(above, '..').path === above.path) return false;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
