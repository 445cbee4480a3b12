import type { DocumentSymbol, Position, Range } from 'vscode-languageserver-types';
import { complete } from '../../../server/language/completion/complete.ts';
import { formatted } from '../../../server/language/formatting/format.ts';
import { hintsIn } from '../../../server/language/hints/inlay-hints.ts';
import { hoverAt } from '../../../server/language/hover/hover.ts';
import { referenceLensesIn } from '../../../server/language/lenses/reference-lenses.ts';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { fixAll } from '../../../server/language/lint/fix-all.ts';
import { stagesAt } from '../../../server/language/navigation/call-hierarchy.ts';
import { definitionAt } from '../../../server/language/navigation/definition.ts';
import { documentLinks } from '../../../server/language/navigation/document-links.ts';
import { documentSymbols } from '../../../server/language/navigation/document-symbols.ts';
import { highlightsAt, referencesAt } from '../../../server/language/navigation/references.ts';
import { renameAt } from '../../../server/language/navigation/rename/rename.ts';
import { extractParam } from '../../../server/language/refactor/extract-param.ts';
import { foldingRanges } from '../../../server/language/structure/folding-ranges.ts';
import { selectionRange } from '../../../server/language/structure/selection-ranges.ts';
import { semanticTokens } from '../../../server/language/structure/semantic-tokens.ts';
import type { ManifestDocument } from '../../../server/language/workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../../../server/language/workspace/workspace-folder.ts';
import { folderOf } from '../../unit/language/fixture.ts';

/** One of each kind of manifest. */
export const manifestNames = ['dvc.yaml', 'params.yaml', 'slipway.yaml', 'a.model.yaml', 'a.data.yaml'];

const abilities = { snippets: true, insertReplace: true, keepsIndentation: true };

/** A document as an editor has it open: one text after another, each read with what the last has left. */
export class CorpusReader {
  readonly #name: string;
  readonly #folder: WorkspaceFolder;
  /** Names in the outline of the text that was last whole; null as long as none was. */
  #whole: string | null = null;

  constructor(name: string) {
    this.#name = name;
    this.#folder = folderOf({});
  }

  /**
   * Everything that an editor asks of a text with the cursor at an offset.
   * @throws Error for an answer that no editor can take, and for whatever the language library throws
   */
  read(text: string, cursor: number): void {
    const { document, symbols } = this.#answers(text, cursor);
    const names = namesOf(symbols);
    if (!document.isBroken) this.#whole = names;
    else if (this.#whole !== null && names !== this.#whole)
      throw new Error(`the outline has lost something:\n${names}\nwas\n${this.#whole}`);
  }

  /** As `read`, and that nothing of the texts before is left in the answers. */
  readAndCompare(text: string, cursor: number): void {
    this.read(text, cursor);
    const [now, fresh] = [this.#document(text), new CorpusReader(this.#name)];
    const [mine, theirs] = [this.#problems(now), fresh.#problems(fresh.#document(text))];
    if (mine !== theirs) throw new Error(`after edits it has\n${mine}\nand read afresh\n${theirs}`);
  }

  /** Formats a text twice: the second time changes nothing. */
  format(text: string): void {
    const document = this.#document(text);
    const once = formatted(document);
    if (once !== text && formatted(document.update(once)) !== once)
      throw new Error(`formatting it again changes it again:\n${once}`);
  }

  #document(text: string): ManifestDocument {
    const document = this.#folder.open(this.#name, text);
    if (!document) throw new Error(`${this.#name} is no manifest`);
    return document;
  }

  #problems(document: ManifestDocument): string {
    return JSON.stringify(checkDocument(this.#folder, document));
  }

  #answers(text: string, cursor: number): { document: ManifestDocument; symbols: DocumentSymbol[] } {
    const document = this.#document(text);
    const { location, yaml } = document;
    const folder = this.#folder;
    const position = yaml.lines.positionAt(cursor);
    const lineLengths = text.split('\n').map(({ length }) => length);
    const within = (range: Range, what: string) => assertWithin(range, lineLengths, what);

    const problems = checkDocument(folder, document);
    for (const { range, code, related } of problems) {
      within(range, `a problem ${code}`);
      for (const other of related) if (other.location === location) within(other.range, `beside ${code}`);
    }
    fixAll(problems);
    for (const problem of problems.filter(({ range }) => range.start.line === position.line)) problem.fixes();
    for (const { startLine, endLine } of foldingRanges(document))
      if (startLine >= endLine || endLine >= lineLengths.length)
        throw new Error('a fold ends before it begins');
    semanticTokens(document);
    for (let at: ReturnType<typeof selectionRange> | undefined = selectionRange(document, position); at; ) {
      within(at.range, 'a selection');
      at = at.parent;
    }
    const symbols = documentSymbols(folder, document);
    assertShowable(symbols, lineLengths.length);
    const hover = hoverAt({ folder, document, position, now: 0 });
    if (hover?.range) within(hover.range, 'a hover');
    complete(folder, document, position, abilities);
    definitionAt(folder, location, position);
    referencesAt(folder, location, position, { includeDefinition: true });
    highlightsAt(folder, location, position);
    stagesAt(folder, location, position);
    renameAt(folder, location, position, 'another');
    extractParam(folder, document, { start: position, end: position });
    for (const { range } of referenceLensesIn(folder, location)) within(range, 'a lens');
    for (const { range } of documentLinks(folder, location, 100)) within(range, 'a link');
    hintsIn(folder, document, { start: { line: 0, character: 0 }, end: position });
    return { document, symbols };
  }
}

function assertWithin({ start, end }: Range, lineLengths: readonly number[], what: string): void {
  // One letter is underlined of an empty text as well.
  const isThere = ({ line, character }: Position) =>
    line >= 0 && character >= 0 && character <= (lineLengths[line] || 1) && line < lineLengths.length;
  const isForward = start.line < end.line || (start.line === end.line && start.character <= end.character);
  if (!isThere(start) || !isThere(end) || !isForward)
    throw new Error(`${what} is not in the text: ${JSON.stringify({ start, end })}`);
}

/** VS Code throws a whole outline away for one symbol whose name lies outside of it. */
function assertShowable(symbols: readonly DocumentSymbol[], lines: number): void {
  for (const { name, range, selectionRange: own, children } of symbols) {
    const isInside =
      !isBefore(own.start, range.start) && !isBefore(range.end, own.end) && !isBefore(range.end, range.start);
    if (name.trim() === '' || !isInside || range.start.line >= lines)
      throw new Error(`no editor shows "${name}" ${JSON.stringify({ range, own, lines })}`);
    assertShowable(children ?? [], lines);
  }
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function namesOf(symbols: readonly DocumentSymbol[]): string {
  return symbols.map(({ name, children }) => `${name}{${namesOf(children ?? [])}}`).join(',');
}
