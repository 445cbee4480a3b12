import { nearestName } from '../../core/nearest-name.ts';
import { isMapping, type JsonSchema, propertyOf, type SchemaOrBoolean } from './json-schema.ts';
import { admitsType, type Choice, type ManifestSchema } from './manifest-schema.ts';
import type { PlacedFault, SchemaFault } from './schema-fault.ts';

/**
 * What was found of a value by a sub-schema: what stays the same from one version of a text to the next is checked once. Lists of
 * texts and numbers are checked again with the mapping that they are in: they are many, and little work.
 */
const knownOf = new WeakMap<JsonSchema, WeakMap<object, readonly PlacedFault[]>>();
const none: readonly PlacedFault[] = [];

/**
 * What is wrong in a value (of JSON's types) by a schema: one fault for one mistake. Where a schema has alternatives, those
 * count that the value decides for by its type or by a key such as `kind`.
 */
export function checkValue(
  manifest: ManifestSchema,
  value: unknown,
  schema: SchemaOrBoolean = manifest.root,
): readonly PlacedFault[] {
  if (typeof schema === 'boolean') return none;
  if (!holdsMore(value)) return check(manifest, schema, value);
  const known = knownOf.get(schema) ?? new WeakMap<object, readonly PlacedFault[]>();
  knownOf.set(schema, known);
  const faults = known.get(value) ?? check(manifest, schema, value);
  known.set(value, faults);
  return faults;
}

function holdsMore(value: unknown): value is object {
  return isMapping(value) || (Array.isArray(value) && value.some((item) => typeof item === 'object'));
}

function check(manifest: ManifestSchema, schema: JsonSchema, value: unknown): readonly PlacedFault[] {
  const { certain, possible, choices } = manifest.expand(schema, value);
  const found: PlacedFault[] = [];
  for (const own of certain) {
    const error = manifest.ownError(own, value);
    if (error) {
      const fault: SchemaFault = {
        kind: 'wrong-value',
        found: value,
        schemas: [own],
        keyword: error.keyword,
      };
      found.push({ path: [], fault });
      break;
    }
  }
  // What only may come to hold says nothing of values yet.
  if (isMapping(value)) {
    for (const fault of keyFaults(manifest, certain, possible, value)) found.push({ path: [], fault });
    for (const key of Object.keys(value))
      for (const each of propertySchemas(certain, key))
        for (const below of checkValue(manifest, value[key], each))
          found.push({ path: [key, ...below.path], fault: below.fault });
  } else if (Array.isArray(value))
    for (const { items } of certain)
      for (const [index, item] of items === undefined ? [] : value.entries())
        for (const below of checkValue(manifest, item, items))
          found.push({ path: [index, ...below.path], fault: below.fault });
  for (const choice of choices) if (choice.isCertain) found.push(...choiceFaults(manifest, choice, value));
  return found.length === 0 ? none : onceEach(found);
}

/** The schemas of one entry of a mapping, in a schema that allows it. */
export function propertySchemas(schemas: readonly JsonSchema[], key: string): SchemaOrBoolean[] {
  return schemas.flatMap(({ properties, patternProperties, additionalProperties }) => {
    const own = propertyOf(properties, key);
    if (own !== undefined && !patternProperties) return own;
    const matching = Object.entries(patternProperties ?? {}).filter(([pattern]) =>
      new RegExp(pattern, 'u').test(key),
    );
    if (own !== undefined || matching.length > 0)
      return [...(own === undefined ? [] : [own]), ...matching.map(([, each]) => each)];
    return additionalProperties ?? [];
  });
}

function keyFaults(
  manifest: ManifestSchema,
  certain: readonly JsonSchema[],
  possible: readonly JsonSchema[],
  value: Record<string, unknown>,
): SchemaFault[] {
  const keys = Object.keys(value);
  const isPlain =
    keys.every((key) => certain.every((schema) => allows(schema, key))) &&
    possible.every((schema) => keys.every((key) => allows(schema, key))) &&
    certain.every(
      ({ required = [], propertyNames }) =>
        propertyNames === undefined && required.every((key) => Object.hasOwn(value, key)),
    );
  if (isPlain) return [];
  const all = [...certain, ...possible];
  const known = [...new Set(all.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const unknown = keys.filter(
    (key) =>
      certain.some((schema) => !allows(schema, key)) ||
      // Of several that may come to hold, one that knows the key is enough.
      (possible.some((schema) => !allows(schema, key)) && !known.includes(key)),
  );
  const lacking = [...new Set(certain.flatMap(({ required = [] }) => required))].filter(
    (key) => !Object.hasOwn(value, key),
  );
  // A misspelt key is one mistake, not two.
  const free = lacking.filter(
    (key) => !unknown.some((wrong) => nearestName(wrong, unused(known, keys)) === key),
  );
  const faults: SchemaFault[] = unknown.map((key) => ({ kind: 'unknown-key', key, known }));
  if (free.length > 0) faults.push({ kind: 'missing-key', keys: free, anyOne: false, schemas: all });
  for (const { propertyNames } of certain)
    for (const key of propertyNames === undefined ? [] : keys)
      for (const { fault } of checkValue(manifest, key, propertyNames))
        if (fault.kind === 'wrong-value')
          faults.push({ kind: 'wrong-key', key, schema: fault.schemas[0] ?? {} });
  return faults;
}

/** Keys that a mapping could have and has not. */
export function unused(known: readonly string[], keys: readonly string[]): string[] {
  return known.filter((key) => !keys.includes(key));
}

function allows(schema: JsonSchema, key: string): boolean {
  return (
    schema.additionalProperties !== false || propertySchemas([schema], key).some((each) => each !== false)
  );
}

function choiceFaults(
  manifest: ManifestSchema,
  { schema, branches, exactlyOne }: Choice,
  value: unknown,
): readonly PlacedFault[] {
  const results = branches.map((branch) => ({ branch, faults: checkValue(manifest, value, branch) }));
  const passing = results.filter(({ faults }) => faults.length === 0);
  if (passing.length > 1 && exactlyOne) {
    const keys = passing.flatMap(({ branch }) => (typeof branch === 'object' ? (branch.required ?? []) : []));
    return [{ path: [], fault: { kind: 'clashing-keys', keys } }];
  }
  if (passing.length > 0) return none;
  const fitting = results.filter(({ branch }) =>
    manifest.expand(branch, value).certain.every((schema) => admitsType(schema, value)),
  );
  const lacking = fitting.flatMap(({ faults }) => {
    const [only] = faults;
    return faults.length === 1 && only?.path.length === 0 && only.fault.kind === 'missing-key'
      ? [only.fault]
      : [];
  });
  if (lacking.length === results.length) {
    const keys = lacking.flatMap(({ keys: each }) => each);
    return [{ path: [], fault: { kind: 'missing-key', keys, anyOne: true, schemas: [] } }];
  }
  const [best] = fitting.sort((a, b) => a.faults.length - b.faults.length);
  // A mapping or list was meant as one of them; a text or number may be anything.
  if (best && typeof value === 'object' && value !== null) return best.faults;
  const failing = results.flatMap(({ branch }) => {
    const { certain } = manifest.expand(branch, value);
    return certain.find((each) => manifest.ownError(each, value) !== null) ?? [];
  });
  const schemas = schema['x-expected'] === undefined ? failing : [schema];
  return [{ path: [], fault: { kind: 'wrong-value', found: value, schemas, keyword: 'anyOf' } }];
}

/** Two sub-schemas may say the same of one place. */
function onceEach(faults: readonly PlacedFault[]): readonly PlacedFault[] {
  const seen = new Set<string>();
  return faults.filter(({ path, fault }) => {
    const about = fault.kind === 'unknown-key' || fault.kind === 'wrong-key' ? fault.key : '';
    const place = JSON.stringify([path, fault.kind, about]);
    return !seen.has(place) && seen.add(place);
  });
}
