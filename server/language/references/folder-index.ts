import type { Position, Range } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { manifestKindOf } from '../workspace/manifest-kind.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { manifestUnit } from './manifest-units.ts';
import type { Mention, Occurrence, TextPiece, Unit } from './mention.ts';
import { linesOf, OtherParams } from './other-params.ts';
import { ParamsUnits } from './params-units.ts';
import { PipelineUnits } from './pipeline-units.ts';
import type { ManifestSymbol } from './symbol.ts';
import { SymbolTable } from './symbol-table.ts';

/** What is known of one file that mentions something. */
interface FileRecord {
  location: string;
  /** What its units were made from: the same object for as long as nothing has changed. */
  evidence: unknown;
  units: ReadonlySet<Unit>;
  lineOf(piece: TextPiece): number;
}

/**
 * Everything that the manifests of a folder name, by symbol: definition, references, rename, lenses and lint all ask this one
 * index. It is kept up to date by taking out and putting in the units of what has changed, and nothing else.
 */
export class FolderIndex {
  readonly #folder: WorkspaceFolder;
  readonly #files = new Map<string, FileRecord>();
  readonly #table = new SymbolTable();
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
    const entry = this.#table.entry(symbol);
    const ofSymbol = (mention: Mention) => mention.symbol === entry?.symbol;
    return inOrder(
      (entry?.units ?? []).flatMap((unit) =>
        unit.mentions.filter(ofSymbol).map((mention) => this.#place(mention, unit)),
      ),
    );
  }

  /** Everything that one file mentions, in the order of its text. */
  inFile(location: string): Occurrence[] {
    const units = this.#files.get(location)?.units ?? [];
    return inOrder([...units].flatMap((unit) => unit.mentions.map((mention) => this.#place(mention, unit))));
  }

  /** What stands at a position: several where one name stands for several symbols. Innermost first. */
  at(location: string, position: Position): Occurrence[] {
    const record = this.#files.get(location);
    if (!record) return [];
    const found: Occurrence[] = [];
    for (const unit of record.units)
      for (const mention of unit.mentions) {
        const { lines } = mention.piece;
        const line = position.line - record.lineOf(mention.piece);
        if (line < 0 || line >= lines.count) continue;
        const offset = lines.offsetAt({ line, character: position.character });
        if (mention.start <= offset && offset <= mention.end) found.push(this.#place(mention, unit));
      }
    return found.sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  /** A hint counts where there is such a thing; `isThere` is asked whether a file is on disk. */
  isReal({ isHint, symbol }: Mention, isThere: (location: string) => boolean): boolean {
    if (!isHint) return true;
    const entry = this.#table.entry(symbol);
    if (symbol.kind !== 'file') return (entry?.definitions ?? 0) > 0;
    if (entry && entry.firm > 0) return true;
    // A bare word is a file only if something else says so: "train" may be a folder, and a subcommand.
    return /[./]/.test(symbol.name) && isThere(symbol.name);
  }

  /** Those that something defines. */
  defined(): ManifestSymbol[] {
    return [...this.#table.entries()].flatMap(({ symbol, definitions }) => (definitions > 0 ? symbol : []));
  }

  /** Files that are named and lie in this folder. */
  filesBelow(folder: string): ManifestSymbol[] {
    return [...this.#table.filesBelow(folder)];
  }

  /** Locations of the files that mention anything. */
  locations(): string[] {
    return [...this.#files.keys()];
  }

  #place(mention: Mention, unit: Unit): Occurrence {
    return placed(mention, unit, this.#files.get(unit.location)?.lineOf(mention.piece) ?? 0);
  }

  #update(): void {
    const seen = new Set<string>();
    for (const document of this.#folder.documents()) {
      seen.add(document.location);
      if (document.kind === 'pipeline') this.#updatePipeline(document);
      else this.#updateManifest(document);
    }
    for (const location of [...this.#table.paramsFiles()])
      if (!seen.has(location) && this.#updateParams(location)) seen.add(location);
    for (const location of [...this.#files.keys()]) if (!seen.has(location)) this.#remove(location);
  }

  #updatePipeline(document: ManifestDocument): void {
    const { location } = document;
    const model = this.#folder.pipeline(document);
    // One that cannot be read does not say all that it was read from.
    if (this.#files.get(location)?.evidence === model && model.scope !== null) return;
    const known = this.#pipelines.get(location) ?? new PipelineUnits();
    this.#pipelines.set(location, known);
    const units = new Set(known.update(model, this.#folder));
    this.#enter({ location, evidence: model, units, lineOf: linesOf(document) });
  }

  #updateManifest(document: ManifestDocument): void {
    const { location, kind } = document;
    if (this.#files.get(location)?.evidence === document) return;
    const params = this.#params.get(location) ?? new ParamsUnits();
    if (kind === 'params') this.#params.set(location, params);
    const units = kind === 'params' ? params.update(document) : [manifestUnit(document)];
    this.#enter({ location, evidence: document, units: new Set(units), lineOf: linesOf(document) });
  }

  /** Whether there is such a file. */
  #updateParams(location: string): boolean {
    const text = manifestKindOf(location) ? null : this.#folder.text(location);
    if (text === null) return false;
    const file = this.#others.get(location) ?? new OtherParams(location);
    this.#others.set(location, file);
    const { units, lineOf } = file.update(text);
    if (this.#files.get(location)?.evidence !== units)
      this.#enter({ location, evidence: units, units: new Set(units), lineOf });
    return true;
  }

  #enter(record: FileRecord): void {
    const before = this.#files.get(record.location)?.units ?? new Set<Unit>();
    this.#files.set(record.location, record);
    for (const unit of before) if (!record.units.has(unit)) this.#table.leave(unit);
    for (const unit of record.units) if (!before.has(unit)) this.#table.enter(unit);
  }

  #remove(location: string): void {
    for (const unit of this.#files.get(location)?.units ?? []) this.#table.leave(unit);
    for (const kept of [this.#files, this.#pipelines, this.#params, this.#others]) kept.delete(location);
  }
}

const indexes = new WeakMap<WorkspaceFolder, FolderIndex>();

/** Its range is worked out when it is asked for: most are not. */
function placed(mention: Mention, unit: Unit, line: number): Occurrence {
  let range: Range | null = null;
  return {
    ...mention,
    location: unit.location,
    unit,
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
