import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isMapping, type JsonSchema, type SchemaOrBoolean, typesOf } from './json-schema.ts';

/** What a sub-schema comes to for one value, with references followed and conditions decided. */
export interface Expansion {
  /** These all hold. Of each only its own keywords count: no `$ref`, `allOf`, `if`, `anyOf` or `oneOf`. */
  certain: readonly JsonSchema[];
  /** These may come to hold: the value lacks what would decide it. */
  possible: readonly JsonSchema[];
  choices: readonly Choice[];
}

/** `anyOf` or `oneOf`. */
export interface Choice {
  /** That holds it. */
  schema: JsonSchema;
  branches: readonly SchemaOrBoolean[];
  exactlyOne: boolean;
  /** Of `certain`, not of `possible`. */
  isCertain: boolean;
}

/** Of a single value; what is below it, and the keys of a mapping, are looked at one by one. */
const ownKeywords = [
  'type',
  'enum',
  'const',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'not',
] as const satisfies readonly (keyof JsonSchema)[];

/** The schema of one kind of manifest. */
export class ManifestSchema {
  readonly root: JsonSchema;
  readonly #ajv = new Ajv({ strict: false, logger: false });
  readonly #own = new WeakMap<JsonSchema, ValidateFunction | null>();
  readonly #conditions = new WeakMap<JsonSchema, ValidateFunction>();
  /** Of those that mean the same for every value. */
  readonly #expansions = new WeakMap<JsonSchema, Expansion>();

  constructor(root: JsonSchema) {
    this.root = root;
  }

  /** `value`: undefined where it is not known yet, which leaves all conditions open. */
  expand(schema: SchemaOrBoolean, value: unknown): Expansion {
    const known = typeof schema === 'object' ? this.#expansions.get(schema) : undefined;
    if (known) return known;
    let isForAll = true;
    const certain: JsonSchema[] = [];
    const possible: JsonSchema[] = [];
    const choices: Choice[] = [];
    const collect = (part: SchemaOrBoolean | undefined, into: JsonSchema[]) => {
      if (typeof part !== 'object' || into.includes(part)) return;
      into.push(part);
      if (part.$ref !== undefined) collect(this.resolve(part.$ref), into);
      for (const each of part.allOf ?? []) collect(each, into);
      if (part.if !== undefined) {
        isForAll = false;
        const holds = this.#decide(part.if, value);
        if (holds === null) for (const each of [part.then, part.else]) collect(each, possible);
        else collect(holds ? part.then : part.else, into);
      }
      if (part.anyOf)
        choices.push({ schema: part, branches: part.anyOf, exactlyOne: false, isCertain: into === certain });
      if (part.oneOf)
        choices.push({ schema: part, branches: part.oneOf, exactlyOne: true, isCertain: into === certain });
    };
    collect(schema, certain);
    const expansion = { certain, possible, choices };
    if (isForAll && typeof schema === 'object') this.#expansions.set(schema, expansion);
    return expansion;
  }

  /** What the first of a sub-schema's own keywords that does not hold says; null where they all do. */
  ownError(schema: JsonSchema, value: unknown): ErrorObject | null {
    let validate = this.#own.get(schema);
    if (validate === undefined) {
      const own = ownKeywords.flatMap((keyword) =>
        schema[keyword] === undefined ? [] : [[keyword, schema[keyword]]],
      );
      validate = own.length > 0 ? this.#compile(Object.fromEntries(own)) : null;
      this.#own.set(schema, validate);
    }
    return validate === null || validate(value) ? null : (validate.errors?.[0] ?? null);
  }

  /** @throws Error for a reference that leads nowhere, which is a mistake of the schema */
  resolve(reference: string): SchemaOrBoolean {
    const name = /^#\/definitions\/([^/]+)$/.exec(reference)?.[1] ?? '';
    const found = this.root.definitions?.[name];
    if (found === undefined) throw new Error(`the schema has no "${reference}"`);
    return found;
  }

  /** Null where the value lacks the key that the condition asks for. */
  #decide(condition: SchemaOrBoolean, value: unknown): boolean | null {
    if (value === undefined) return null;
    if (typeof condition === 'boolean') return condition;
    if (isMapping(value)) {
      const asked = Object.entries(condition.properties ?? {});
      if (asked.some(([key, wanted]) => discriminates(wanted) && !Object.hasOwn(value, key))) return null;
    }
    let validate = this.#conditions.get(condition);
    if (!validate) {
      validate = this.#compile(condition);
      this.#conditions.set(condition, validate);
    }
    return validate(value);
  }

  #compile(schema: JsonSchema): ValidateFunction {
    const refers = JSON.stringify(schema).includes('"$ref"');
    return this.#ajv.compile(refers ? { ...schema, definitions: this.root.definitions } : schema);
  }
}

/** Whether a value of this type could be right. */
export function admitsType(schema: JsonSchema, value: unknown): boolean {
  const types = typesOf(schema);
  if (types.length > 0) return types.some((type) => isOfType(value, type));
  if (schema.const !== undefined) return typeof schema.const === typeof value;
  if (schema.enum) return schema.enum.some((item) => typeof item === typeof value);
  return true;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'object') return isMapping(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function discriminates(schema: SchemaOrBoolean): boolean {
  return typeof schema === 'object' && (schema.const !== undefined || schema.enum !== undefined);
}
