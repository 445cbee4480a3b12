import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../core/user-error.ts';
import { helpersFolder } from '../python/helpers-folder.ts';
import { withoutEditorVariables } from '../python/inherited-environment.ts';
import type { PathPart } from './stage-draft.ts';

/** What a notebook's source shows; paths are as its own folder sees them, cells of files count code cells from 1. */
export interface NotebookFacts {
  language: string;
  /** Of its kernelspec. */
  kernel: string | null;
  codeCells: number;
  parameters: NotebookParameters | null;
  files: {
    path: string;
    use: 'read' | 'written';
    /** The call: `pandas.read_csv`. */
    by: string;
    cell: number;
    /** Where it is made of parameters. */
    parts: PathPart[] | null;
    /** Parameters that it depends on otherwise. */
    hidden: string[];
  }[];
  /** Files of imported modules. */
  modules: string[];
  /** Calls whose path is not known, or is a URL. */
  unresolved: { by: string; cell: number; url?: string }[];
  /** Cells that start programs. */
  shell: number[];
  /** Cells that are no Python. */
  unread: number[];
}

export interface NotebookParameters {
  /** Index among all cells, from 0. */
  cell: number;
  /** By papermill's tag; otherwise it is the first cell, and does nothing but assign values. */
  tagged: boolean;
  values: { name: string; json: string }[];
  /** Names without a literal value. */
  others: string[];
}

const timeoutMs = 60_000;
const maxOutputBytes = 64 * 1024 * 1024;

/**
 * Reads a notebook's source in the user's Python, which knows its own syntax best; runs nothing of it.
 * @throws UserError `SLW-NOTEBOOK` for what is no notebook
 */
export async function notebookFacts(interpreter: string, file: string): Promise<NotebookFacts> {
  const program = join(helpersFolder, 'inspect_notebook.py');
  try {
    const { stdout } = await promisify(execFile)(interpreter, ['-E', program, '--notebook', file], {
      env: withoutEditorVariables(process.env as Record<string, string>),
      timeout: timeoutMs,
      maxBuffer: maxOutputBytes,
      windowsHide: true,
    });
    // The user's own sitecustomize may print before us.
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as NotebookFacts;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const reason = stderr?.trim().split('\n').at(-1) || message;
    throw new UserError('SLW-NOTEBOOK', `${file} cannot be read as a notebook: ${reason}`);
  }
}
