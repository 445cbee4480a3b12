import type { Unit } from './mention.ts';
import { fileSymbol, type ManifestSymbol } from './symbol.ts';

/** All mentions of one symbol. */
export interface SymbolEntry {
  /** The one object for this symbol, which all its mentions hold. */
  symbol: ManifestSymbol;
  /** Those with a mention of it, each once. */
  units: Unit[];
  mentions: number;
  /** Those that are no hints. */
  firm: number;
  definitions: number;
}

interface FolderNode {
  /** Locations, of files that are named and of folders that hold some. */
  files: Set<string>;
  folders: Set<string>;
}

/** The units of all files by the symbols that they mention; they are put in and taken out as a whole. */
export class SymbolTable {
  /** By kind and scope, then by name. */
  readonly #entries = new Map<string, Map<string, SymbolEntry>>();
  readonly #folders = new Map<string, FolderNode>();
  /** Params file -> how many mentions, of other files, say that it is one. */
  readonly #paramsFiles = new Map<string, number>();

  entry({ kind, scope, name }: ManifestSymbol): SymbolEntry | null {
    return this.#entries.get(`${kind}\0${scope}`)?.get(name) ?? null;
  }

  *entries(): Generator<SymbolEntry> {
    for (const entries of this.#entries.values()) yield* entries.values();
  }

  /** Files that are named and lie in a folder, at any depth. */
  *filesBelow(folder: string): Generator<ManifestSymbol> {
    const node = this.#folders.get(folder);
    for (const file of node?.files ?? []) yield fileSymbol(file);
    for (const inner of node?.folders ?? []) yield* this.filesBelow(inner);
  }

  paramsFiles(): Iterable<string> {
    return this.#paramsFiles.keys();
  }

  enter(unit: Unit): void {
    for (const mention of unit.mentions) {
      const entry = this.#entryOf(mention.symbol);
      // One object for all, or each mention would keep its own name.
      mention.symbol = entry.symbol;
      if (entry.units.at(-1) !== unit) entry.units.push(unit);
      this.#count(entry, unit, mention, 1);
    }
  }

  leave(unit: Unit): void {
    const left = new Set<SymbolEntry>();
    for (const mention of unit.mentions) {
      const entry = this.entry(mention.symbol);
      if (!entry) continue;
      left.add(entry);
      this.#count(entry, unit, mention, -1);
    }
    for (const entry of left) {
      entry.units = entry.units.filter((other) => other !== unit);
      if (entry.mentions === 0) this.#remove(entry.symbol);
    }
  }

  #entryOf(symbol: ManifestSymbol): SymbolEntry {
    const key = `${symbol.kind}\0${symbol.scope}`;
    const entries = this.#entries.get(key) ?? new Map<string, SymbolEntry>();
    this.#entries.set(key, entries);
    let entry = entries.get(symbol.name);
    if (!entry) {
      entry = { symbol, units: [], mentions: 0, firm: 0, definitions: 0 };
      entries.set(symbol.name, entry);
      if (symbol.kind === 'file') this.#enterFile(symbol.name);
    }
    return entry;
  }

  #count(
    entry: SymbolEntry,
    unit: Unit,
    { isHint, role, path }: Unit['mentions'][number],
    change: 1 | -1,
  ): void {
    entry.mentions += change;
    if (!isHint) entry.firm += change;
    if (role === 'definition') entry.definitions += change;
    const { kind, scope, name } = entry.symbol;
    const file = kind === 'param' ? scope : path?.use === 'params' ? name : null;
    if (file === null || file === unit.location) return;
    const count = (this.#paramsFiles.get(file) ?? 0) + change;
    if (count > 0) this.#paramsFiles.set(file, count);
    else this.#paramsFiles.delete(file);
  }

  #remove({ kind, scope, name }: ManifestSymbol): void {
    const key = `${kind}\0${scope}`;
    const entries = this.#entries.get(key);
    entries?.delete(name);
    if (entries?.size === 0) this.#entries.delete(key);
    if (kind === 'file') this.#folders.get(folderAbove(name) ?? '')?.files.delete(name);
  }

  #enterFile(location: string): void {
    const folder = folderAbove(location);
    if (folder === null) return;
    this.#folder(folder).files.add(location);
  }

  #folder(location: string): FolderNode {
    const known = this.#folders.get(location);
    if (known) return known;
    const made: FolderNode = { files: new Set(), folders: new Set() };
    this.#folders.set(location, made);
    const above = folderAbove(location);
    if (above !== null) this.#folder(above).folders.add(location);
    return made;
  }
}

/** From the innermost to the root of the workspace folder; none for the root itself. */
export function foldersAbove(location: string): string[] {
  const folder = folderAbove(location);
  return folder === null ? [] : [folder, ...foldersAbove(folder)];
}

/** Null for the root, and for that of the disk. */
function folderAbove(location: string): string | null {
  if (location === '.') return null;
  const end = location.lastIndexOf('/');
  if (end < 0) return location === '..' ? null : '.';
  return end === 0 ? null : location.slice(0, end);
}
