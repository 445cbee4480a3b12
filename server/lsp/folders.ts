import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { URI } from 'vscode-uri';
import type { Registry } from '../language/workspace/providers.ts';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { type FolderOnDisk, openFolder } from '../workspace-facts/open-folder.ts';
import { kindOfLanguage } from './language-ids.ts';
import { untitledFolder } from './untitled-folder.ts';

/** Where a file stands. `files` is null for what lies on no disk. */
export interface Placement {
  folder: WorkspaceFolder;
  files: FolderOnDisk['files'] | null;
  location: string;
}

interface OpenText extends Placement {
  uri: string;
  languageId: string;
  text: string;
}

/**
 * The workspace folders of a client. A file in none of them is looked at with those beside it for as long as it is open, and a
 * text that lies nowhere by itself.
 */
export class Folders {
  readonly #workspace = new Map<string, FolderOnDisk>();
  readonly #loose = new Map<string, FolderOnDisk>();
  readonly #untitled = untitledFolder();
  readonly #open = new Map<string, OpenText>();
  readonly #registryOf: (root: string) => Registry;
  #isTold = true;

  /** @param registryOf what is known of models and runs, by the root of a folder */
  constructor(registryOf: (root: string) => Registry) {
    this.#registryOf = registryOf;
  }

  /** Nobody tells of files that change on disk. */
  becomeUntold(): void {
    this.#isTold = false;
    for (const { files } of this.all()) files.becomeUntold();
  }

  add(uri: string): void {
    const root = rootOf(uri);
    if (root === null || this.#workspace.has(root)) return;
    this.#workspace.set(root, this.#openRoot(root));
    this.#placeAgain();
  }

  remove(uri: string): void {
    const root = rootOf(uri);
    if (root !== null && this.#workspace.delete(root)) this.#placeAgain();
  }

  /** Also those of files that lie in no folder of the workspace. */
  all(): FolderOnDisk[] {
    return [...this.#workspace.values(), ...this.#loose.values()];
  }

  ofWorkspace(): FolderOnDisk[] {
    return [...this.#workspace.values()];
  }

  isOfWorkspace(folder: WorkspaceFolder): boolean {
    return this.#workspace.get(folder.root)?.folder === folder;
  }

  open(uri: string, languageId: string, text: string): void {
    const placement = this.#place(uri);
    if (!placement) return;
    this.#open.set(uri, { ...placement, uri, languageId, text });
    const kind = placement.files ? undefined : kindOfLanguage(languageId);
    placement.folder.open(placement.location, text, kind);
  }

  close(uri: string): void {
    const open = this.#open.get(uri);
    if (!open) return;
    this.#open.delete(uri);
    open.folder.close(open.location);
    this.#dropLoose();
  }

  /** In the innermost folder that a file lies in; null for what is neither on disk nor open. */
  find(uri: string): Placement | null {
    return this.#open.get(uri) ?? this.#place(uri);
  }

  /** As the client writes it, where it shows that file. */
  uriOf(folder: WorkspaceFolder, location: string): string {
    for (const open of this.#open.values())
      if (open.location === location && open.folder === folder) return open.uri;
    return URI.file(isAbsolute(location) ? location : join(folder.root, location)).toString();
  }

  #place(uri: string): Placement | null {
    const { scheme, path, fsPath } = URI.parse(uri);
    // A file that is not saved yet has a path where it is to be.
    if (scheme === 'untitled' && !path.startsWith('/'))
      return { folder: this.#untitled, files: null, location: path };
    if (scheme !== 'file' && scheme !== 'untitled') return null;
    const roots = [...this.#workspace.keys()].filter((root) => isWithin(fsPath, root));
    const root = roots.sort((a, b) => b.length - a.length)[0];
    const found = root === undefined ? this.#looseAt(dirname(fsPath)) : this.#workspace.get(root);
    if (!found) return null;
    return { ...found, location: relative(found.folder.root, fsPath).split(sep).join('/') };
  }

  #looseAt(root: string): FolderOnDisk {
    const known = this.#loose.get(root);
    if (known) return known;
    const made = this.#openRoot(root, 0);
    this.#loose.set(root, made);
    return made;
  }

  #openRoot(root: string, depth?: number): FolderOnDisk {
    const registry = this.#registryOf(root);
    const opened = openFolder(root, depth === undefined ? { registry } : { registry, depth });
    if (!this.#isTold) opened.files.becomeUntold();
    return opened;
  }

  /** What is open may lie in another folder now. */
  #placeAgain(): void {
    const texts = [...this.#open.values()];
    this.#open.clear();
    for (const { folder, location } of texts) folder.close(location);
    for (const { uri, languageId, text } of texts) this.open(uri, languageId, text);
    this.#dropLoose();
  }

  #dropLoose(): void {
    const used = new Set([...this.#open.values()].map(({ folder }) => folder));
    for (const [root, { folder }] of this.#loose) if (!used.has(folder)) this.#loose.delete(root);
  }
}

function rootOf(uri: string): string | null {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : null;
}

function isWithin(path: string, root: string): boolean {
  const below = relative(root, path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
