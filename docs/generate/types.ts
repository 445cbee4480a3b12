import { type JsonSchema, type SchemaOrBoolean, typesOf } from '../../server/manifests/schema/json-schema.ts';

/** TypeScript types of a manifest's content, as its schema takes it: one for the file, one for each definition. */
export function typesOfSchema(root: JsonSchema, name: string, source: string): string {
  const definitions = Object.entries(root.definitions ?? {}).map(([key, schema]) =>
    declaration(typeName(key), schema),
  );
  return [
    `// Written by \`npm run schemas\` from ${source}.\n`,
    declaration(name, root),
    ...definitions,
  ].join('\n');
}

function declaration(name: string, schema: SchemaOrBoolean): string {
  return `${comment(schema, '')}export type ${name} = ${typeOf(schema, '')};\n`;
}

function typeOf(schema: SchemaOrBoolean | undefined, indent: string): string {
  if (typeof schema !== 'object') return 'unknown';
  const { conditions, parts } = conditionsOf(schema);
  const own = ownType(schema, indent);
  const all = [
    ...(schema.$ref === undefined ? [] : [typeName(nameOf(schema.$ref))]),
    ...(own === null ? [] : [own]),
    ...parts.map((part) => typeOf(part, indent)),
    ...alternatives(schema, conditions, indent),
  ].filter((type) => type !== 'unknown');
  return all.length > 0 ? all.map((type) => (all.length > 1 ? grouped(type) : type)).join(' & ') : 'unknown';
}

function ownType(schema: JsonSchema, indent: string): string | null {
  if (schema.const !== undefined) return quoted(schema.const);
  if (schema.enum) return schema.enum.map(quoted).join(' | ');
  const types = typesOf(schema);
  const isMapping = schema.properties !== undefined || typeof schema.additionalProperties === 'object';
  if (types.length === 0) return isMapping ? mappingType(schema, indent) : null;
  return types.map((type) => simpleType(type, schema, indent)).join(' | ');
}

function simpleType(type: string, schema: JsonSchema, indent: string): string {
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return `${grouped(typeOf(schema.items, indent))}[]`;
  return type === 'object' ? mappingType(schema, indent) : type;
}

function mappingType(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  indent: string,
): string {
  // A type of names cannot have some with a type of their own.
  if (typeof additionalProperties === 'object')
    return `Record<string, ${typeOf(additionalProperties, indent)}>`;
  const inner = `${indent}  `;
  const members = Object.entries(properties)
    .filter(([, schema]) => schema !== true)
    .map(([key, schema]) => {
      const mark = required.includes(key) ? '' : '?';
      return `${comment(schema, inner)}${inner}${key}${mark}: ${typeOf(schema, inner)};\n`;
    });
  return members.length > 0 ? `{\n${members.join('')}${indent}}` : 'Record<string, unknown>';
}

/** `if`, `then` and `else`. */
interface Condition {
  asked: SchemaOrBoolean;
  holds: SchemaOrBoolean | undefined;
  otherwise: SchemaOrBoolean | undefined;
}

function conditionsOf(schema: JsonSchema): { conditions: Condition[]; parts: SchemaOrBoolean[] } {
  const parts = schema.allOf ?? [];
  const conditions = [schema, ...parts].flatMap((each): Condition[] => {
    if (typeof each !== 'object' || each.if === undefined) return [];
    return [{ asked: each.if, holds: each.then, otherwise: each.else }];
  });
  return { conditions, parts: parts.filter((each) => typeof each !== 'object' || each.if === undefined) };
}

/** Conditions on one key are a union by its values; others are one of both ways. */
function alternatives(schema: JsonSchema, conditions: readonly Condition[], indent: string): string[] {
  const unions = [schema.anyOf, schema.oneOf].flatMap((branches) =>
    branches?.every((branch) => typeof branch === 'object' && ownType(branch, '') !== null)
      ? [branches.map((branch) => typeOf(branch, indent)).join(' | ')]
      : [],
  );
  if (conditions.length === 0) return unions;
  const branches: string[] = [];
  const decided = new Map<string, unknown[]>();
  for (const condition of conditions) {
    const [key, wanted] =
      Object.entries((typeof condition.asked === 'object' && condition.asked.properties) || {})[0] ?? [];
    if (key === undefined || typeof wanted !== 'object') {
      branches.push(typeOf(condition.holds, indent), typeOf(condition.otherwise, indent));
      continue;
    }
    const values = wanted.const === undefined ? (wanted.enum ?? []) : [wanted.const];
    decided.set(key, [...(decided.get(key) ?? []), ...values]);
    branches.push(`${literal(key, values)} & ${grouped(typeOf(condition.holds, indent))}`);
  }
  for (const [key, values] of decided) {
    const property = schema.properties?.[key];
    const all = typeof property === 'object' ? (property.enum ?? []) : [];
    const others = all.filter((value) => !values.includes(value));
    if (others.length > 0) branches.push(literal(key, others));
  }
  return [...unions, branches.map((branch) => grouped(branch)).join(' | ')];
}

function literal(key: string, values: readonly unknown[]): string {
  return `{ ${key}: ${values.map(quoted).join(' | ')} }`;
}

/** In brackets, where it is a union or an intersection. */
function grouped(type: string): string {
  let depth = 0;
  for (const letter of type) {
    if ('{(<'.includes(letter)) depth++;
    else if ('})>'.includes(letter)) depth--;
    else if (depth === 0 && '|&'.includes(letter)) return `(${type})`;
  }
  return type;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
}

function comment(schema: SchemaOrBoolean, indent: string): string {
  const text = typeof schema === 'object' ? schema.description : undefined;
  return text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function typeName(definition: string): string {
  return `${definition[0]?.toUpperCase()}${definition.slice(1)}`;
}
