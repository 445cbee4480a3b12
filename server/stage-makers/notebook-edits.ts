import { isMap, isNode, isSeq, parseDocument } from 'yaml';
import { UserError } from '../core/user-error.ts';

interface NotebookDocument {
  nbformat?: number;
  nbformat_minor?: number;
  cells: { metadata?: { tags?: string[] } }[];
}

/** The notebook's text with a tag on one of its cells; the rest stays byte for byte. */
export function withTag(text: string, cell: number, tag: string): string {
  const metadata = (JSON.parse(text) as NotebookDocument).cells[cell]?.metadata ?? {};
  const tagged = { ...metadata, tags: [...(metadata.tags ?? []), tag] };
  const [start, end] = rangeOf(text, cell, 'metadata');
  const unit = indentUnit(text);
  const written = JSON.stringify(tagged, null, unit).replaceAll('\n', `\n${unit.repeat(3)}`);
  return checked(text.slice(0, start) + written + text.slice(end), text, (cells) => {
    Object.assign(cells[cell] ?? {}, { metadata: tagged });
  });
}

/** The notebook's text with a code cell after one of its cells; the rest stays byte for byte. */
export function withCellAfter(text: string, cell: number, source: string, id: string): string {
  const { nbformat = 4, nbformat_minor: minor = 0 } = JSON.parse(text) as NotebookDocument;
  const lines = source.split('\n').map((line, index, all) => (index < all.length - 1 ? `${line}\n` : line));
  const added = {
    cell_type: 'code',
    execution_count: null,
    // Cells have ids since format 4.5.
    ...(nbformat > 4 || minor >= 5 ? { id } : {}),
    metadata: {},
    outputs: [],
    source: lines,
  };
  const [, end] = rangeOf(text, cell, null);
  const unit = indentUnit(text);
  const written = `,\n${JSON.stringify(added, null, unit)}`.replaceAll('\n', `\n${unit.repeat(2)}`);
  return checked(text.slice(0, end) + written + text.slice(end), text, (cells) => {
    cells.splice(cell + 1, 0, added);
  });
}

/** Offsets of a cell, or of a value in it. JSON is YAML, whose parser knows where things stand. */
function rangeOf(text: string, cell: number, key: string | null): [number, number] {
  const cells = parseDocument(text, { uniqueKeys: false }).get('cells', true);
  const found = isSeq(cells) ? cells.items[cell] : null;
  const node = key === null || !isMap(found) ? found : found.get(key, true);
  if (!isNode(node) || !node.range) throw unfit();
  return [node.range[0], node.range[1]];
}

function indentUnit(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? ' ';
}

/** Says no rather than write a notebook that is another one. */
function checked(after: string, before: string, change: (cells: NotebookDocument['cells']) => void): string {
  const wanted = JSON.parse(before) as NotebookDocument;
  change(wanted.cells);
  if (JSON.stringify(JSON.parse(after)) !== JSON.stringify(wanted)) throw unfit();
  return after;
}

function unfit(): UserError {
  return new UserError(
    'SLW-NOTEBOOK',
    'The notebook’s text cannot be changed in one place only.',
    'Save it again in the editor; or tag its parameters cell "parameters" there.',
  );
}
