import * as vscode from 'vscode';

/** The part of the Jupyter extension's API (ms-toolsai.jupyter, `api.d.ts`) that we use. */
export interface JupyterKernel {
  readonly status: string;
  readonly onDidChangeStatus: vscode.Event<string>;
  executeCode(code: string, token: vscode.CancellationToken): AsyncIterable<unknown>;
}

interface JupyterApi {
  kernels: { getKernel(notebook: vscode.Uri): Thenable<JupyterKernel | undefined> };
}

/** The live kernel of an open notebook; undefined without the Jupyter extension, or where no cell ran yet. */
export async function jupyterKernel(notebook: vscode.Uri): Promise<JupyterKernel | undefined> {
  const extension = vscode.extensions.getExtension<JupyterApi>('ms-toolsai.jupyter');
  const api = await extension?.activate();
  return api?.kernels.getKernel(notebook);
}
