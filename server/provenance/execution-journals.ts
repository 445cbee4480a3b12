import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redactSecrets } from '../core/secrets.ts';

/** Files of the workspace that a run used; paths relative to it with `/`, a folder as a whole with one at the end. */
export interface FileAccess {
  /** Read before the same process wrote it. Null: not known, for no Python process was listened to. */
  read: string[] | null;
  /** Written and still there. */
  written: string[];
}

/** What a Python process of the run should have a person told of. */
export type Note =
  | { kind: 'input'; prompt: string }
  | { kind: 'tracking-uri'; uri: string }
  | { kind: 'notebook-order'; above: string; below: string }
  | { kind: 'notebook-parameters'; names: string };

interface Access {
  path: string;
  op: 'read' | 'write';
}

/** What the Python processes of an execution recorded (`io-*.jsonl`), so far or in the end. */
export async function readFileAccess(executionDir: string, workspace: string): Promise<FileAccess> {
  const journals = await journalsOf<Access>(executionDir, 'io');
  const read = new Set<string>();
  const written = new Set<string>();
  for (const journal of journals) {
    const own = new Set<string>();
    for (const { path, op } of journal) {
      if (op === 'write') own.add(path);
      else if (!own.has(path)) read.add(path);
    }
    for (const path of own) written.add(path);
  }
  return {
    read: journals.length > 0 ? [...read].sort() : null,
    written: [...written].filter((path) => existsSync(join(workspace, path))).sort(),
  };
}

/** Notes (`notes-*.jsonl`), each once, secrets redacted. */
export async function readNotes(executionDir: string): Promise<Note[]> {
  const notes = (await journalsOf<Note>(executionDir, 'notes')).flat();
  const distinct = new Map(notes.map((note) => [JSON.stringify(note), note]));
  return [...distinct.values()].map((note) =>
    note.kind === 'tracking-uri' ? { ...note, uri: redactSecrets(note.uri) } : note,
  );
}

/** A note in a sentence, for the run's warnings. */
export function describeNote(note: Note): string {
  switch (note.kind) {
    case 'input':
      return `The program asked for input${note.prompt && ` (“${note.prompt.trim()}”)`}, and a tracked run has none: pass what it asks for as an argument.`;
    case 'tracking-uri':
      return `The program tracks at ${note.uri}: what it logs there is not in this run.`;
    case 'notebook-order':
      return `The notebook had been run out of order (In [${note.above}] stands above In [${note.below}]); this run went from top to bottom, so results may differ.`;
    case 'notebook-parameters':
      return `No cell tagged “parameters” has a default for: ${note.names}.`;
  }
}

async function journalsOf<T>(executionDir: string, name: string): Promise<T[][]> {
  const files = await readdir(executionDir).catch(() => []);
  const own = files.filter((file) => file.startsWith(`${name}-`) && file.endsWith('.jsonl'));
  return Promise.all(
    own.sort().map(async (file) => lines<T>(await readFile(join(executionDir, file), 'utf8'))),
  );
}

/** A line that a killed process did not finish is left out. */
function lines<T>(text: string): T[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}
