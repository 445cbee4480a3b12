import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { URI } from 'vscode-uri';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { type FolderOnDisk, openFolder } from '../workspace-facts/open-folder.ts';

/** The workspace folders of a client; a file in none of them has its own folder as one. */
export class Folders {
  readonly #byRoot = new Map<string, FolderOnDisk>();

  add(uri: string): void {
    const root = URI.parse(uri).fsPath;
    if (!this.#byRoot.has(root)) this.#byRoot.set(root, openFolder(root));
  }

  remove(uri: string): void {
    this.#byRoot.delete(URI.parse(uri).fsPath);
  }

  all(): FolderOnDisk[] {
    return [...this.#byRoot.values()];
  }

  open(uri: string, text: string): void {
    const found = this.find(uri);
    found?.folder.open(found.location, text);
  }

  close(uri: string): void {
    const found = this.find(uri);
    found?.folder.close(found.location);
  }

  /** The innermost folder that a file lies in; null for what lies on no disk. */
  find(uri: string): { folder: WorkspaceFolder; files: FolderOnDisk['files']; location: string } | null {
    const parsed = URI.parse(uri);
    if (parsed.scheme !== 'file') return null;
    const path = parsed.fsPath;
    const roots = [...this.#byRoot.keys()].filter((root) => isWithin(path, root));
    const root = roots.sort((a, b) => b.length - a.length)[0] ?? dirname(path);
    if (roots.length === 0) this.add(URI.file(root).toString());
    const found = this.#byRoot.get(root);
    return found ? { ...found, location: relative(root, path).split(sep).join('/') } : null;
  }

  uriOf(folder: WorkspaceFolder, location: string): string {
    return URI.file(isAbsolute(location) ? location : join(folder.root, location)).toString();
  }
}

function isWithin(path: string, root: string): boolean {
  const below = relative(root, path);
  return below !== '' && !below.startsWith('..') && !isAbsolute(below);
}
