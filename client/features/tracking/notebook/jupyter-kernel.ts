import * as vscode from 'vscode';

/** The part of the Jupyter extension's API (ms-toolsai.jupyter, `api.d.ts`) that we use. */
export interface JupyterKernel {
  readonly language: string;
  readonly onDidChangeStatus: vscode.Event<string>;
  executeCode(code: string, token: vscode.CancellationToken): AsyncIterable<KernelOutput>;
}

/** What a cell's output holds too. */
export interface KernelOutput {
  items: readonly { mime: string; data: Uint8Array }[];
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

/** `message` of the exception that an output holds; null where it holds none. */
export function errorIn({ items }: KernelOutput): string | null {
  const error = items.find(({ mime }) => mime === 'application/vnd.code.notebook.error');
  if (!error) return null;
  const { name, message } = JSON.parse(new TextDecoder().decode(error.data)) as {
    name?: string;
    message?: string;
  };
  return message || name || '';
}
