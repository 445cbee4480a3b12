import { propertySchemas } from '../../manifests/schema/check-value.ts';
import { expectation } from '../../manifests/schema/describe-fault.ts';
import {
  isMapping,
  type JsonSchema,
  propertyOf,
  type SchemaOrBoolean,
  type SchemaPath,
  typesOf,
} from '../../manifests/schema/json-schema.ts';
import { admitsType, type ManifestSchema } from '../../manifests/schema/manifest-schema.ts';
import type { ManifestKind } from '../workspace/manifest-kind.ts';
import { manifestSchemaOf } from './manifest-schemas.ts';

/** What a schema says of one place of a manifest. */
export class SchemaPlace {
  /**
   * The sub-schemas that apply, with references followed; those of the place itself before those that it refers to. Where
   * the value does not decide between alternatives yet, all of them.
   */
  readonly schemas: readonly JsonSchema[];
  /** Keys that a mapping must have here. */
  readonly requiredKeys: readonly string[];
  readonly #manifest: ManifestSchema;
  readonly #value: unknown;

  constructor(manifest: ManifestSchema, schemas: readonly SchemaOrBoolean[], value: unknown) {
    this.#manifest = manifest;
    this.#value = value ?? undefined;
    this.schemas = [...new Set(schemas.flatMap((schema) => flatten(manifest, schema, this.#value)))];
    const certain = schemas.flatMap((schema) => manifest.expand(schema, this.#value).certain);
    this.requiredKeys = [...new Set(certain.flatMap(({ required = [] }) => required))];
  }

  /** Markdown. */
  get description(): string | null {
    return this.schemas.find(({ description }) => description !== undefined)?.description ?? null;
  }

  /** Of JSON: `string`, `integer`, …; none where anything goes. */
  get types(): readonly string[] {
    return [...new Set(this.schemas.flatMap(typesOf))];
  }

  /** The only values that are allowed; none where that is not a list. */
  get values(): readonly unknown[] {
    const constant = this.schemas.filter((schema) => schema.const !== undefined);
    const enums = this.schemas.flatMap((schema) => schema.enum ?? []);
    const booleans = this.types.includes('boolean') ? [true, false] : [];
    return [...new Set([...constant.map((schema) => schema.const), ...enums, ...booleans])];
  }

  /** Undefined where there is none. */
  get default(): unknown {
    return this.schemas.find((schema) => schema.default !== undefined)?.default;
  }

  get examples(): readonly unknown[] {
    return this.schemas.flatMap(({ examples = [] }) => examples);
  }

  get isDeprecated(): boolean {
    return this.schemas.some(({ deprecated }) => deprecated === true);
  }

  /** In words: `a whole number from 0 to 65535`; null where anything goes. */
  get expected(): string | null {
    const telling = this.schemas.find(
      (schema) => schema['x-expected'] ?? schema.type ?? schema.enum ?? schema.const,
    );
    return telling ? expectation(telling) : null;
  }

  /** Names of the keys that a mapping may have here, in the schema's order; with `takesOtherKeys` there may be others. */
  get keys(): readonly string[] {
    return [...new Set(this.schemas.flatMap(({ properties = {} }) => Object.keys(properties)))];
  }

  get takesOtherKeys(): boolean {
    return this.schemas.every(({ additionalProperties }) => additionalProperties !== false);
  }

  /** Of an entry of the mapping, or of an item of the list, that stands here. */
  child(key: string | number): SchemaPlace {
    const below =
      typeof key === 'number'
        ? this.schemas.flatMap(({ items }) => items ?? [])
        : propertySchemas(this.schemas, key);
    return new SchemaPlace(this.#manifest, below, childValue(this.#value, key));
  }
}

/**
 * What the schema of a kind says of the place that a path leads to; null for a kind without one. `root`: the plain value of the
 * document as far as it is known, which decides between alternatives (`kind: gitops`); without it all of them apply.
 */
export function schemaAt(kind: ManifestKind, path: SchemaPath, root?: unknown): SchemaPlace | null {
  const manifest = manifestSchemaOf(kind);
  if (!manifest) return null;
  return path.reduce<SchemaPlace>(
    (place, key) => place.child(key),
    new SchemaPlace(manifest, [manifest.root], root),
  );
}

function flatten(manifest: ManifestSchema, schema: SchemaOrBoolean, value: unknown): JsonSchema[] {
  const { certain, possible, choices } = manifest.expand(schema, value);
  const branches = choices.flatMap((choice) => choice.branches);
  const fitting = branches.filter(
    (branch) =>
      value === undefined || manifest.expand(branch, value).certain.every((each) => admitsType(each, value)),
  );
  return [...certain, ...possible, ...fitting.flatMap((branch) => flatten(manifest, branch, value))];
}

function childValue(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isMapping(value) ? propertyOf(value, String(key)) : undefined;
}
