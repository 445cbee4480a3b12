/** What of JSON Schema draft-07 the schemas of our manifests are written in. */
export interface JsonSchema {
  $id?: string;
  $ref?: string;
  title?: string;
  description?: string;
  default?: unknown;
  examples?: readonly unknown[];
  deprecated?: boolean;
  /** What is expected, in a person's words, where a pattern says nothing to one. */
  'x-expected'?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: SchemaOrBoolean;
  required?: readonly string[];
  properties?: Readonly<Record<string, SchemaOrBoolean>>;
  patternProperties?: Readonly<Record<string, SchemaOrBoolean>>;
  additionalProperties?: SchemaOrBoolean;
  propertyNames?: SchemaOrBoolean;
  minProperties?: number;
  maxProperties?: number;
  not?: SchemaOrBoolean;
  allOf?: readonly SchemaOrBoolean[];
  anyOf?: readonly SchemaOrBoolean[];
  oneOf?: readonly SchemaOrBoolean[];
  if?: SchemaOrBoolean;
  then?: SchemaOrBoolean;
  else?: SchemaOrBoolean;
  definitions?: Readonly<Record<string, SchemaOrBoolean>>;
}

export type SchemaOrBoolean = boolean | JsonSchema;

/** Keys of mappings and indexes of lists. */
export type SchemaPath = readonly (string | number)[];

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export function typesOf({ type }: JsonSchema): readonly string[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of an own key: a file may name `constructor`. */
export function propertyOf<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
