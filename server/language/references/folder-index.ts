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
import { WholeText } from './whole-text.ts';

/** What is known of one file that mentions something. */
interface FileRecord {
  location: string;
  /** What its units were made from: the same object for as long as nothing has changed. */
  evidence: unknown;
  units: ReadonlySet<Unit>;
  /** Its mentions lie in the sections of an open document. */
  isOpen: boolean;
  lineOf(piece: TextPiece): number;
}

/** How many files have been looked at. */
export interface UpdateStep {
  count: number;
  all: number;
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
    const index = indexes.get(folder) ?? new FolderIndex(folder);
    indexes.set(folder, index);
    for (const _ of index.#updates());
    return index;
  }

  /** Brings the index of a folder up to date a file a step, for who can wait between them. */
  static *updates(folder: WorkspaceFolder): Generator<UpdateStep> {
    const index = indexes.get(folder) ?? new FolderIndex(folder);
    indexes.set(folder, index);
    yield* index.#updates();
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

  *#updates(): Generator<UpdateStep> {
    const seen = new Set<string>();
    const documents = this.#folder.documents();
    for (const [index, { location }] of documents.entries()) {
      // It may be another one since the step before.
      const document = this.#folder.document(location);
      if (!document) continue;
      seen.add(location);
      if (document.kind === 'pipeline') this.#updatePipeline(document);
      else this.#updateManifest(document);
      yield { count: index + 1, all: documents.length };
    }
    for (const location of [...this.#table.paramsFiles()])
      if (!seen.has(location) && this.#updateParams(location)) seen.add(location);
    for (const location of [...this.#files.keys()]) if (!seen.has(location)) this.#remove(location);
  }

  #updatePipeline(document: ManifestDocument): void {
    const { location } = document;
    const model = this.#folder.pipeline(document);
    // One that cannot be read does not say all that it was read from.
    if (this.#isUpToDate(location, model) && model.scope !== null) return;
    const isOpen = this.#folder.isOpen(location);
    const known = isOpen
      ? (this.#pipelines.get(location) ?? new PipelineUnits(null))
      : new PipelineUnits(new WholeText(document.text));
    if (isOpen) this.#pipelines.set(location, known);
    else this.#pipelines.delete(location);
    const units = new Set(known.update(model, this.#folder));
    const lineOf = isOpen ? linesOf(document) : atTop;
    this.#enter({ location, evidence: model, units, isOpen, lineOf });
  }

  #updateManifest(document: ManifestDocument): void {
    const { location, kind } = document;
    if (this.#isUpToDate(location, document)) return;
    const isOpen = this.#folder.isOpen(location);
    const whole = isOpen ? null : new WholeText(document.text);
    const params = (isOpen ? this.#params.get(location) : null) ?? new ParamsUnits(whole);
    if (kind === 'params' && isOpen) this.#params.set(location, params);
    else this.#params.delete(location);
    const units = kind === 'params' ? params.update(document) : [manifestUnit(document, whole)];
    const lineOf = isOpen ? linesOf(document) : atTop;
    this.#enter({ location, evidence: document, units: new Set(units), isOpen, lineOf });
  }

  /** One that was closed since is read again: its mentions lie in nodes. */
  #isUpToDate(location: string, evidence: unknown): boolean {
    const known = this.#files.get(location);
    if (!known || known.evidence !== evidence) return false;
    return !known.isOpen || this.#folder.isOpen(location);
  }

  /** Whether there is such a file. */
  #updateParams(location: string): boolean {
    const text = manifestKindOf(location) ? null : this.#folder.text(location);
    if (text === null) return false;
    const file = this.#others.get(location) ?? new OtherParams(location);
    this.#others.set(location, file);
    const { units, lineOf } = file.update(text);
    if (this.#files.get(location)?.evidence !== units)
      this.#enter({ location, evidence: units, units: new Set(units), isOpen: true, lineOf });
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

const atTop = () => 0;

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
