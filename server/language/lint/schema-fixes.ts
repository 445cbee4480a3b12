import { nearestName } from '../../core/nearest-name.ts';
import { unused } from '../../manifests/schema/check-value.ts';
import type { JsonSchema } from '../../manifests/schema/json-schema.ts';
import type { ManifestSchema } from '../../manifests/schema/manifest-schema.ts';
import type { SchemaFault } from '../../manifests/schema/schema-fault.ts';
import { type Edit, fillEmpty, insertEntry, removeEntry, type WrittenMapping } from '../edits/entry-edits.ts';
import { writeQuoted, writeValue } from '../edits/write-value.ts';
import { placeholderOf } from '../schema/placeholder.ts';
import type { SchemaProblem } from '../schema/schema-problems.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { keyText, type ScalarNode } from '../yaml/node.ts';
import type { Fix } from './rule.ts';

type FaultOf<Kind extends SchemaFault['kind']> = Extract<SchemaFault, { kind: Kind }>;

const mostValues = 3;

/** Rename to the nearest, or take it out. */
export function unknownKeyFixes(
  document: ManifestDocument,
  { at, path }: SchemaProblem,
  { key, known }: FaultOf<'unknown-key'>,
): Fix[] {
  if (!at?.pair || at.alias) return [];
  const { pair, place } = at.pair;
  const { yaml } = document;
  const mapping = mappingAt(document, path);
  const keys = mapping.entries.flatMap((entry) => keyText(entry.pair.key) ?? []);
  const near = nearestName(key, unused(known, keys));
  const removal = removeEntry(yaml, mapping, pair);
  return [
    ...(near === null
      ? []
      : [
          fixOf(document, `Rename to "${near}"`, true, {
            range: yaml.rangeOf(pair.key, place),
            newText: near,
          }),
        ]),
    ...(removal ? [fixOf(document, `Remove "${key}"`, false, removal)] : []),
  ];
}

/** The nearest of the values that are allowed, or the same text with or without quotes. */
export function wrongValueFixes(
  document: ManifestDocument,
  schema: ManifestSchema,
  { at, range }: SchemaProblem,
  { found, schemas }: FaultOf<'wrong-value'>,
): Fix[] {
  if (!at || at.alias || at.value.node.kind !== 'scalar' || at.value.node.end === at.value.node.start)
    return [];
  const fix = (title: string, newText: string, preferred: boolean) =>
    fixOf(document, title, preferred, { range, newText });
  const takes = (value: unknown) => schemas.some((each) => schema.ownError(each, value) === null);
  const source = at.value.place.section.text.slice(at.value.node.start, at.value.node.end);
  const quotes = otherQuotes(at.value.node, source);
  if (quotes !== null && takes(quotes.value)) return [fix(quotes.title, quotes.newText, true)];
  const allowed = schemas.flatMap((each) => valuesOf(each));
  const texts = allowed.filter((value) => typeof value === 'string');
  const near = typeof found === 'string' ? nearestName(found, texts) : null;
  const others = allowed.length <= mostValues ? allowed.filter((value) => value !== near) : [];
  return [
    ...(near === null ? [] : [fix(`Change to ${writeValue(near)}`, writeValue(near), true)]),
    ...others.map((value) =>
      fix(`Change to ${writeValue(value)}`, writeValue(value), near === null && allowed.length === 1),
    ),
  ];
}

/** The keys with a value to begin with, in the order of the schema. */
export function missingKeyFixes(
  document: ManifestDocument,
  schema: ManifestSchema,
  { at, path }: SchemaProblem,
  { keys, schemas, anyOne }: FaultOf<'missing-key'>,
): Fix[] {
  if (at?.alias || anyOne) return [];
  const { yaml } = document;
  const order = [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const entries = keys.map((key) => {
    const property = schemas.find(({ properties }) => properties?.[key] !== undefined)?.properties?.[key];
    return {
      key,
      value: writeValue(placeholderOf(schema, property ?? true)),
      before: order.slice(0, order.indexOf(key)),
    };
  });
  const title = `Insert ${keys.map((key) => `"${key}"`).join(', ')}`;
  const mapping = mappingAt(document, path);
  if (mapping.entries.length > 0) {
    const edits = entries.flatMap((entry) => insertEntry(yaml, mapping, entry) ?? []);
    return [fixOf(document, title, true, ...edits)];
  }
  const text = entries.map(({ key, value }) => `${key}: ${value}`);
  if (at?.value.node.kind === 'map')
    return [fixOf(document, title, true, fillEmpty(yaml, at.value.node, at.value.place, text.join(', ')))];
  if (at !== null) return [];
  const start = { line: 0, character: 0 };
  return [fixOf(document, title, true, { range: { start, end: start }, newText: `${text.join('\n')}\n` })];
}

function mappingAt({ yaml }: ManifestDocument, path: SchemaProblem['path']): WrittenMapping {
  const found = yaml.find(path);
  const node = found && yaml.resolve(found).node;
  return { flow: node?.kind === 'map' && node.flow, entries: yaml.pairsAt(path) };
}

/** `1.10` as `"1.10"`, where text is wanted; `"5"` as `5`, where a number is. */
function otherQuotes(
  { value, style }: ScalarNode,
  source: string,
): { title: string; newText: string; value: unknown } | null {
  if (typeof value !== 'string' && value !== null && style === 'plain')
    return { title: `Put ${source} into quotes`, newText: writeQuoted(source), value: source };
  if (typeof value !== 'string' || style === 'block') return null;
  const words: Record<string, boolean> = {
    true: true,
    yes: true,
    on: true,
    false: false,
    no: false,
    off: false,
  };
  const word = words[value.toLowerCase()];
  if (word !== undefined) return { title: `Change to ${word}`, newText: String(word), value: word };
  const isNumber = style !== 'plain' && /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value);
  return isNumber ? { title: 'Take the quotes away', newText: value, value: Number(value) } : null;
}

function valuesOf(schema: JsonSchema): readonly unknown[] {
  return schema.const === undefined ? (schema.enum ?? []) : [schema.const];
}

function fixOf({ location }: ManifestDocument, title: string, preferred: boolean, ...edits: Edit[]): Fix {
  return { title, preferred, changes: edits.map((edit) => ({ location, ...edit })) };
}
