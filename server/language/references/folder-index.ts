import type { Position, Range } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { manifestKindOf } from '../workspace/manifest-kind.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { manifestUnit } from './manifest-units.ts';
import type { Mention, Occurrence, TextPiece, Unit } from './mention.ts';
import { linesOf, OtherParams } from './other-params.ts';
import { ParamsUnits } from './params-units.ts';
import { PipelineUnits } from './pipeline-units.ts';
import { type ManifestSymbol, symbolKey } from './symbol.ts';

/** What is known of one file that mentions something. */
interface FileRecord {
  location: string;
  /** What its units were made from, to see that nothing has changed. */
  evidence: readonly unknown[];
  units: ReadonlySet<Unit>;
  lineOf(piece: TextPiece): number;
}

interface Found {
  location: string;
  mention: Mention;
}

/**
 * Everything that the manifests of a folder name, by symbol: definition, references, rename, lenses and lint all ask this one
 * index. It is kept up to date by taking out and putting in the units of what has changed, and nothing else.
 */
export class FolderIndex {
  readonly #folder: WorkspaceFolder;
  readonly #files = new Map<string, FileRecord>();
  readonly #bySymbol = new Map<string, { symbol: ManifestSymbol; found: Set<Found> }>();
  readonly #entered = new Map<Unit, Found[]>();
  readonly #pipelines = new Map<string, PipelineUnits>();
  readonly #params = new Map<string, ParamsUnits>();
  readonly #others = new Map<string, OtherParams>();

  private constructor(folder: WorkspaceFolder) {
    this.#folder = folder;
  }

  /** The index of a folder as it is now. */
  static of(folder: WorkspaceFolder): FolderIndex {
    let index = indexes.get(folder);
    if (!index) {
      index = new FolderIndex(folder);
      indexes.set(folder, index);
    }
    index.#update();
    return index;
  }

  /** Where a symbol is mentioned, in the order of the files and of their texts. */
  occurrences(symbol: ManifestSymbol): Occurrence[] {
    const found = [...(this.#bySymbol.get(symbolKey(symbol))?.found ?? [])];
    return inOrder(found.map((each) => this.#place(each)));
  }

  /** Everything that one file mentions, in the order of its text. */
  inFile(location: string): Occurrence[] {
    const units = this.#files.get(location)?.units ?? [];
    return inOrder(
      [...units].flatMap(({ mentions }) => mentions.map((mention) => this.#place({ location, mention }))),
    );
  }

  /** What stands at a position: several where one name stands for several symbols. Innermost first. */
  at(location: string, position: Position): Occurrence[] {
    const record = this.#files.get(location);
    if (!record) return [];
    const found: Occurrence[] = [];
    for (const { mentions } of record.units)
      for (const mention of mentions) {
        const { lines } = mention.piece;
        const line = position.line - record.lineOf(mention.piece);
        if (line < 0 || line >= lines.count) continue;
        const offset = lines.offsetAt({ line, character: position.character });
        if (mention.start <= offset && offset <= mention.end) found.push(this.#place({ location, mention }));
      }
    return found.sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  symbols(): ManifestSymbol[] {
    return [...this.#bySymbol.values()].map(({ symbol }) => symbol);
  }

  /** Locations of the files that mention anything. */
  locations(): string[] {
    return [...this.#files.keys()];
  }

  #place({ location, mention }: Found): Occurrence {
    const line = this.#files.get(location)?.lineOf(mention.piece) ?? 0;
    return placed(mention, location, line);
  }

  #update(): void {
    const documents = this.#folder.documents();
    const seen = new Set<string>();
    for (const document of documents) {
      seen.add(document.location);
      this.#updateDocument(document);
    }
    for (const location of this.#paramsFiles()) {
      if (seen.has(location) || manifestKindOf(location)) continue;
      const text = this.#folder.text(location);
      if (text === null) continue;
      seen.add(location);
      const file = this.#others.get(location) ?? new OtherParams(location);
      this.#others.set(location, file);
      const { units, lineOf } = file.update(text);
      this.#enter({ location, evidence: [units], units: new Set(units), lineOf });
    }
    for (const location of [...this.#files.keys()]) if (!seen.has(location)) this.#remove(location);
  }

  #updateDocument(document: ManifestDocument): void {
    const { location, kind } = document;
    const known = this.#files.get(location);
    if (kind === 'pipeline') {
      const units = this.#pipelines.get(location) ?? new PipelineUnits();
      this.#pipelines.set(location, units);
      this.#enter({
        location,
        evidence: [],
        units: new Set(units.update(document, this.#folder)),
        lineOf: linesOf(document),
      });
    } else if (known?.evidence[0] !== document) {
      const params = this.#params.get(location) ?? new ParamsUnits();
      if (kind === 'params') this.#params.set(location, params);
      const units = kind === 'params' ? params.update(document) : [manifestUnit(document)];
      this.#enter({ location, evidence: [document], units: new Set(units), lineOf: linesOf(document) });
    }
  }

  /** Files that the mentions so far take params from. */
  #paramsFiles(): Set<string> {
    const files = new Set<string>();
    for (const { symbol, found } of this.#bySymbol.values())
      if (symbol.kind === 'param') {
        for (const { location } of found) if (location !== symbol.scope) files.add(symbol.scope);
      } else if (symbol.kind === 'file')
        for (const { mention } of found) if (mention.path?.use === 'params') files.add(symbol.name);
    return files;
  }

  #enter(record: FileRecord): void {
    const before = this.#files.get(record.location)?.units ?? new Set<Unit>();
    this.#files.set(record.location, record);
    for (const unit of before) if (!record.units.has(unit)) this.#leave(unit);
    for (const unit of record.units) {
      if (before.has(unit)) continue;
      const found = unit.mentions.map((mention) => ({ location: record.location, mention }));
      this.#entered.set(unit, found);
      for (const each of found) {
        const key = symbolKey(each.mention.symbol);
        const known = this.#bySymbol.get(key);
        if (known) known.found.add(each);
        else this.#bySymbol.set(key, { symbol: each.mention.symbol, found: new Set([each]) });
      }
    }
  }

  #leave(unit: Unit): void {
    for (const each of this.#entered.get(unit) ?? []) {
      const key = symbolKey(each.mention.symbol);
      const known = this.#bySymbol.get(key);
      known?.found.delete(each);
      if (known?.found.size === 0) this.#bySymbol.delete(key);
    }
    this.#entered.delete(unit);
  }

  #remove(location: string): void {
    for (const unit of this.#files.get(location)?.units ?? []) this.#leave(unit);
    for (const kept of [this.#files, this.#pipelines, this.#params, this.#others]) kept.delete(location);
  }
}

const indexes = new WeakMap<WorkspaceFolder, FolderIndex>();

/** Its range is worked out when it is asked for: most are not. */
function placed(mention: Mention, location: string, line: number): Occurrence {
  let range: Range | null = null;
  return {
    ...mention,
    location,
    line,
    get range() {
      range ??= movedDown(mention.piece.lines.rangeOf(mention), line);
      return range;
    },
  };
}

function movedDown({ start, end }: Range, lines: number): Range {
  return {
    start: { line: start.line + lines, character: start.character },
    end: { line: end.line + lines, character: end.character },
  };
}

function inOrder(occurrences: Occurrence[]): Occurrence[] {
  return occurrences.sort(
    (a, b) =>
      (a.location < b.location ? -1 : Number(a.location > b.location)) ||
      a.line - b.line ||
      a.start - b.start ||
      a.end - b.end,
  );
}
