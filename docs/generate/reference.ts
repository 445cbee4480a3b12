import { expectation } from '../../server/manifests/schema/describe-fault.ts';
import type { JsonSchema, SchemaOrBoolean } from '../../server/manifests/schema/json-schema.ts';
import type { ManifestSchema } from '../../server/manifests/schema/manifest-schema.ts';

interface Section {
  title: string;
  /** As keys are named: `deploy.canary.steps[]`; empty for the file. */
  path: string;
  schema: SchemaOrBoolean;
}

/** The reference page of one manifest: a table for each mapping, in the order of the schema. */
export function referencePage(manifest: ManifestSchema, file: string, example: string): string {
  const { root } = manifest;
  const written = new Map<JsonSchema, string>();
  const waiting: Section[] = [{ title: 'The file', path: '', schema: root }];
  const parts: string[] = [];
  for (let section = waiting.shift(); section; section = waiting.shift()) {
    const { tables, below } = tablesOf(manifest, section, written);
    if (tables.length > 0) parts.push(`## ${section.title}\n`, ...tables);
    waiting.unshift(...below);
  }
  return [
    `# \`${file}\`\n`,
    `<!-- Written by \`npm run schemas\` from the schema. -->\n`,
    `${root.description}\n`,
    ...(example === '' ? [] : [`\`\`\`yaml\n${example.trimEnd()}\n\`\`\`\n`]),
    'Keys in bold must be there. Durations are written with their units (`90s`, `10m`, `24h`, `7d`), sizes too (`16GiB`).\n',
    ...parts,
  ].join('\n');
}

/** The tables of one mapping, one for each of its kinds, and the mappings below it. */
function tablesOf(
  manifest: ManifestSchema,
  { path, schema }: Section,
  written: Map<JsonSchema, string>,
): { tables: string[]; below: Section[] } {
  const tables: string[] = [];
  const below: Section[] = [];
  const always = new Set<string>();
  for (const { label, schemas } of variantsOf(manifest, schema)) {
    const rows: string[] = [];
    const required = new Set(schemas.flatMap(({ required: keys = [] }) => keys));
    for (const [key, property] of entriesOf(schemas)) {
      const nested = nestedOf(manifest, property, path === '' ? key : `${path}.${key}`);
      const title =
        nested && always.has(key) ? `${code(nested.path)}, ${label}` : nested && code(nested.path);
      const known = nested && written.get(nested.key);
      if (nested && title !== null && known === undefined) {
        written.set(nested.key, title);
        below.push({ ...nested, title });
      }
      // A key of all kinds that only holds something else in this one.
      if (always.has(key)) continue;
      const name = required.has(key) ? `**\`${key}\`**` : `\`${key}\``;
      rows.push(row(name, manifest, property, known ?? title));
      if (label === null) always.add(key);
    }
    if (rows.length === 0) continue;
    if (label !== null && tables.length + Number(label !== otherwise) > 0)
      tables.push(`${capital(label)}:\n`);
    tables.push(
      '| key | type | default | meaning | example |\n|---|---|---|---|---|',
      `${rows.join('\n')}\n`,
    );
  }
  return { tables, below };
}

const otherwise = 'otherwise';

/** What a mapping's keys are in any case, and then by what decides between them. */
function variantsOf(
  manifest: ManifestSchema,
  schema: SchemaOrBoolean,
): { label: string | null; schemas: JsonSchema[] }[] {
  const always = flat(manifest, schema);
  const conditions = always.filter((each) => each.if !== undefined);
  const variants = conditions.flatMap(({ if: condition, then: holds, else: other }) => [
    { label: conditionInWords(condition), schemas: holds === undefined ? [] : flat(manifest, holds) },
    { label: otherwise, schemas: other === undefined ? [] : flat(manifest, other) },
  ]);
  return [{ label: null, schemas: always }, ...variants];
}

/** With references and `allOf` followed, and conditions left as they are. */
function flat(manifest: ManifestSchema, schema: SchemaOrBoolean): JsonSchema[] {
  if (typeof schema !== 'object') return [];
  const referred = schema.$ref === undefined ? [] : flat(manifest, manifest.resolve(schema.$ref));
  return [schema, ...referred, ...(schema.allOf ?? []).flatMap((each) => flat(manifest, each))];
}

function conditionInWords(condition: SchemaOrBoolean | undefined): string {
  if (typeof condition !== 'object') return otherwise;
  const [decision] = Object.entries(condition.properties ?? {});
  if (!decision) {
    const keys =
      condition.anyOf?.flatMap((each) => (typeof each === 'object' ? (each.required ?? []) : [])) ?? [];
    return keys.length > 0 ? `with ${keys.map(code).join(' or ')}` : 'as a list';
  }
  const [key, wanted] = decision;
  const values = typeof wanted === 'object' ? (wanted.enum ?? [wanted.const]) : [];
  return `with ${code(key)} ${values.map((value) => code(String(value))).join(', ')}`;
}

function entriesOf(schemas: readonly JsonSchema[]): [string, SchemaOrBoolean][] {
  const entries = new Map<string, SchemaOrBoolean>();
  for (const { properties = {} } of schemas)
    for (const [key, property] of Object.entries(properties))
      if (property !== true && !entries.has(key)) entries.set(key, property);
  return [...entries];
}

/** The mapping below a key, through lists and names: `key`, `key[]`, `key.NAME`. */
function nestedOf(
  manifest: ManifestSchema,
  schema: SchemaOrBoolean,
  place: string,
): (Omit<Section, 'title'> & { key: JsonSchema }) | null {
  const schemas = flat(manifest, schema);
  const items = schemas.find((each) => typeof each.items === 'object')?.items;
  const names = schemas.find((each) => typeof each.additionalProperties === 'object')?.additionalProperties;
  if (typeof items === 'object') return nestedOf(manifest, items, `${place}[]`);
  if (typeof names === 'object') return nestedOf(manifest, names, `${place}.NAME`);
  const isMapping = schemas.some((each) => each.properties !== undefined || each.if !== undefined);
  const key = schemas.at(-1);
  return isMapping && key ? { path: place, schema, key } : null;
}

function row(name: string, manifest: ManifestSchema, schema: SchemaOrBoolean, nested: string | null): string {
  const schemas = flat(manifest, schema);
  const first = <Key extends keyof JsonSchema>(key: Key) =>
    schemas.find((each) => each[key] !== undefined)?.[key];
  const preset = first('default');
  const example = first('examples')?.[0];
  const meaning = [
    ...(first('deprecated') ? ['Deprecated.'] : []),
    first('description') ?? '',
    ...(nested === null ? [] : [`See ${nested}.`]),
  ].join(' ');
  const cells = [
    name,
    typeInWords(manifest, schemas),
    valueInWords(preset),
    meaning.trim(),
    valueInWords(example),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function typeInWords(manifest: ManifestSchema, schemas: readonly JsonSchema[]): string {
  for (const schema of schemas) {
    if (schema['x-expected'] !== undefined) return schema['x-expected'];
    if (schema.const !== undefined) return code(String(schema.const));
    if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
    if (schema.type !== undefined) return expectation(schema).replace(' that is not empty', '');
    const branches = schema.anyOf?.map((branch) => typeInWords(manifest, flat(manifest, branch)));
    if (branches?.every((words) => words !== '')) return branches.join(' or ');
  }
  return schemas.some(({ properties }) => properties !== undefined) ? 'a mapping' : 'anything';
}

function valueInWords(value: unknown): string {
  if (value === undefined) return '';
  if (value === '') return '`""`';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
