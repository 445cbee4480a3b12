import { type JsonSchema, type SchemaOrBoolean, typesOf } from '../../manifests/schema/json-schema.ts';
import type { ManifestSchema } from '../../manifests/schema/manifest-schema.ts';

const deepest = 4;

/** A value to begin with for a key that a schema asks for: what it names itself, or the least that it takes. */
export function placeholderOf(manifest: ManifestSchema, schema: SchemaOrBoolean, depth = 0): unknown {
  const { certain, possible, choices } = manifest.expand(schema, undefined);
  const [branch] = choices[0]?.branches ?? [];
  const schemas = [...certain, ...possible];
  const named = schemas.find(isNamed);
  if (named) return nameOf(named);
  const [type] = schemas.flatMap(typesOf);
  if (type === undefined && branch !== undefined && depth < deepest)
    return placeholderOf(manifest, branch, depth + 1);
  switch (type) {
    case 'object': {
      const required = depth < deepest ? certain.flatMap(({ required: keys = [] }) => keys) : [];
      return Object.fromEntries(
        required.map((key) => {
          const property = certain.find(({ properties }) => properties?.[key] !== undefined)?.properties?.[
            key
          ];
          return [key, placeholderOf(manifest, property ?? true, depth + 1)];
        }),
      );
    }
    case 'array': {
      const item = certain.find(({ items }) => items !== undefined)?.items;
      const isFilled = certain.some(({ minItems = 0 }) => minItems > 0) && depth < deepest;
      return isFilled && item !== undefined ? [placeholderOf(manifest, item, depth + 1)] : [];
    }
    case 'integer':
    case 'number':
      return certain.find(({ minimum }) => minimum !== undefined)?.minimum ?? 1;
    case 'boolean':
      return false;
    default:
      return '';
  }
}

function isNamed(schema: JsonSchema): boolean {
  return (
    schema.const !== undefined ||
    schema.default !== undefined ||
    schema.examples !== undefined ||
    schema.enum !== undefined
  );
}

function nameOf(schema: JsonSchema): unknown {
  return schema.const ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
}
