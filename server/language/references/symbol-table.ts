import type { Mention, Unit } from './mention.ts';
import { type ManifestSymbol, symbolKey } from './symbol.ts';

export interface Found {
  location: string;
  mention: Mention;
  unit: Unit;
}

/** All mentions of one symbol. */
export interface SymbolEntry {
  symbol: ManifestSymbol;
  found: Set<Found>;
  /** Those that are no hints. */
  firm: number;
  definitions: number;
}

/** The mentions of all files by symbol; units are put in and taken out as a whole. */
export class SymbolTable {
  readonly #entries = new Map<string, SymbolEntry>();
  readonly #units = new Map<Unit, Found[]>();
  /** Folder -> the files in it, at any depth, that are named. */
  readonly #below = new Map<string, Set<string>>();
  /** Params file -> how many mentions, of other files, say that it is one. */
  readonly #paramsFiles = new Map<string, number>();

  entry(symbol: ManifestSymbol): SymbolEntry | null {
    return this.#entries.get(symbolKey(symbol)) ?? null;
  }

  entries(): Iterable<SymbolEntry> {
    return this.#entries.values();
  }

  /** Files that are named and lie in a folder, at any depth. */
  filesBelow(folder: string): ReadonlySet<string> {
    return this.#below.get(folder) ?? new Set();
  }

  paramsFiles(): Iterable<string> {
    return this.#paramsFiles.keys();
  }

  enter(unit: Unit, location: string): void {
    const found = unit.mentions.map((mention) => ({ location, mention, unit }));
    this.#units.set(unit, found);
    for (const each of found) {
      const { symbol, isHint, role } = each.mention;
      const key = symbolKey(symbol);
      let entry = this.#entries.get(key);
      if (!entry) {
        entry = { symbol, found: new Set(), firm: 0, definitions: 0 };
        this.#entries.set(key, entry);
        if (symbol.kind === 'file') this.#enterFile(symbol.name);
      }
      entry.found.add(each);
      if (!isHint) entry.firm++;
      if (role === 'definition') entry.definitions++;
      this.#countParamsFile(each, 1);
    }
  }

  leave(unit: Unit): void {
    for (const each of this.#units.get(unit) ?? []) {
      const { symbol, isHint, role } = each.mention;
      const key = symbolKey(symbol);
      const entry = this.#entries.get(key);
      if (!entry?.found.delete(each)) continue;
      if (!isHint) entry.firm--;
      if (role === 'definition') entry.definitions--;
      this.#countParamsFile(each, -1);
      if (entry.found.size > 0) continue;
      this.#entries.delete(key);
      if (symbol.kind === 'file')
        for (const folder of foldersAbove(symbol.name)) this.#below.get(folder)?.delete(symbol.name);
    }
    this.#units.delete(unit);
  }

  #enterFile(location: string): void {
    for (const folder of foldersAbove(location)) {
      const files = this.#below.get(folder);
      if (files) files.add(location);
      else this.#below.set(folder, new Set([location]));
    }
  }

  #countParamsFile({ location, mention: { symbol, path } }: Found, change: 1 | -1): void {
    const file = symbol.kind === 'param' ? symbol.scope : path?.use === 'params' ? symbol.name : null;
    if (file === null || file === location) return;
    const count = (this.#paramsFiles.get(file) ?? 0) + change;
    if (count > 0) this.#paramsFiles.set(file, count);
    else this.#paramsFiles.delete(file);
  }
}

/** From the innermost to the root of the workspace folder; none for the root itself. */
export function foldersAbove(location: string): string[] {
  if (location === '.') return [];
  const folders: string[] = [];
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    folders.push(location.slice(0, end));
  return [...folders, '.'];
}
