import type { JsonSchema, SchemaPath } from './json-schema.ts';

/** One mistake in a value, as its schema sees it. */
export type SchemaFault =
  /** A mapping has a key that means nothing there. */
  | { kind: 'unknown-key'; key: string; known: readonly string[] }
  /** A mapping lacks keys: all of these, or `anyOne` of them. */
  | { kind: 'missing-key'; keys: readonly string[]; anyOne: boolean; schemas: readonly JsonSchema[] }
  /** A mapping has keys that exclude one another. */
  | { kind: 'clashing-keys'; keys: readonly string[] }
  /** A key of a mapping whose keys are names cannot be one. */
  | { kind: 'wrong-key'; key: string; schema: JsonSchema }
  /** `schemas`: what it should be; several are alternatives. `keyword`: of JSON Schema, the one that does not hold. */
  | { kind: 'wrong-value'; found: unknown; schemas: readonly JsonSchema[]; keyword: string };

export type SchemaFaultKind = SchemaFault['kind'];

/** `path` leads to the value; to the mapping, for what is wrong with its keys. */
export interface PlacedFault {
  path: SchemaPath;
  fault: SchemaFault;
}
