import { columnsOf } from '../../data/columns.ts';
import { contractFields, type FieldDeclaration } from '../../data/contract.ts';
import { writeValue } from '../../edits/write-value.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { Column } from '../../workspace/providers.ts';
import type { Fix, Rule } from '../rule.ts';
import { rangeOf } from '../written-range.ts';

export const undescribedColumn: Rule = {
  code: 'SW153',
  name: 'undescribed-column',
  severity: 'hint',
  summary: 'The data file has a column that its contract does not describe.',
  description: 'Nothing is checked of such a column, and no drift of it is seen.',
  kinds: ['data'],
  check({ document, folder, report }) {
    const columns = columnsOf(folder, document);
    const fields = contractFields(document);
    const key = document.yaml.findPair(['schema', 'fields']);
    if (!columns || !key || fields.length === 0) return;
    const described = new Set(fields.map(({ name }) => name?.text));
    const missing = columns.filter(({ name }) => !described.has(name));
    if (missing.length === 0) return;
    const names = missing.slice(0, mostNamed).map(({ name }) => `"${name}"`);
    const more = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
    report(
      rangeOf(document, { node: key.pair.key, place: key.place }),
      `the data also has ${names.join(', ')}${more}`,
      { fixes: () => describeFix(document, fields, missing) },
    );
  },
  examples: {
    wrong: [
      {
        title: 'Columns that nobody described',
        facts: {
          columns: {
            't.csv': [
              { name: 'id', type: 'string' },
              { name: 'at', type: 'datetime' },
              { name: 'a: b', type: 'number' },
            ],
          },
        },
        files: {
          't.data.yaml': `path: t.csv
schema:
  fields:
# ^^^^^^ the data also has "at", "a: b"
    - {name: id, type: string}
  primaryKey: id
`,
        },
        fixed: {
          't.data.yaml': `path: t.csv
schema:
  fields:
    - {name: id, type: string}
    - {name: at, type: datetime}
    - {name: "a: b", type: number}
  primaryKey: id
`,
        },
      },
    ],
    right: [
      {
        title: 'Every column has its field',
        facts: { columns: { 't.csv': [{ name: 'id', type: 'string' }] } },
        files: { 't.data.yaml': 'path: t.csv\nschema:\n  fields: [{name: id}]\n' },
      },
    ],
  },
};

const mostNamed = 5;

/** Fields after the last one. */
function describeFix(
  { yaml, location }: ManifestDocument,
  fields: readonly FieldDeclaration[],
  missing: readonly Column[],
): Fix[] {
  const list = yaml.find(['schema', 'fields']);
  const last = fields.at(-1)?.at;
  if (!last || list?.node.kind !== 'sequence' || list.node.items.at(-1) !== last.node) return [];
  const { node, place } = last;
  const end = node.start + place.section.text.slice(node.start, node.end).trimEnd().length;
  const at = yaml.rangeOf({ start: end, end }, place);
  const texts = missing.map((column) => writeValue({ name: column.name, type: column.type }));
  // A dash and a blank stand before an item in block style.
  const column = yaml.rangeOf(node, place).start.character - 2;
  const between = list.node.flow ? ', ' : `\n${' '.repeat(Math.max(column, 0))}- `;
  const newText = texts.map((text) => between + text).join('');
  const title =
    missing.length === 1 ? `Describe "${missing[0]?.name}"` : `Describe ${missing.length} columns`;
  return [{ title, preferred: true, changes: [{ location, range: at, newText }] }];
}
