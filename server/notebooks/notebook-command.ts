import { basename, join } from 'node:path';
import { helpersFolder } from '../python/helpers-folder.ts';

export interface NotebookRequest {
  /** Absolute path of the .ipynb file. */
  file: string;
  /** JSON values, injected as papermill does. */
  parameters: Record<string, unknown>;
  /** Name of a kernelspec; otherwise the interpreter is its own kernel. */
  kernelName?: string;
  /** Has `ipykernel`: `requirePackage` says so beforehand, the helper says so too late but clearly. */
  interpreter: string;
  /** `PythonEnvironment.addPackage`, for that message. */
  addPackage: string;
  executionDir: string;
}

/**
 * The command that executes a notebook headless: outputs on stdout and stderr, exit code 1 where a cell
 * fails. Jupyter starts kernels in the notebook's own folder; so should the caller start this.
 */
export function notebookCommand(request: NotebookRequest): string[] {
  return [
    request.interpreter,
    join(helpersFolder, 'run_notebook.py'),
    '--notebook',
    request.file,
    '--output',
    executedNotebook(request.executionDir, request.file),
    '--parameters',
    JSON.stringify(request.parameters),
    '--add-package',
    request.addPackage,
    ...(request.kernelName ? ['--kernel', request.kernelName] : []),
  ];
}

/**
 * Where the executed notebook lies, whole after every cell, also after a kill. Who ends the execution (the
 * runner) keeps it as an artifact of the run.
 */
export function executedNotebook(executionDir: string, file: string): string {
  return join(executionDir, basename(file));
}
