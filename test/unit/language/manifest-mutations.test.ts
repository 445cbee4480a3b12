import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { missingKey } from '../../../server/language/lint/rules/missing-key.ts';
import { unknownKey } from '../../../server/language/lint/rules/unknown-key.ts';
import { wrongValue } from '../../../server/language/lint/rules/wrong-value.ts';
import { schemaAt } from '../../../server/language/schema/schema-at.ts';
import { manifestKindOf } from '../../../server/language/workspace/manifest-kind.ts';
import { isMapping, type SchemaPath } from '../../../server/manifests/schema/json-schema.ts';
import { folderOf } from './fixture.ts';

const examples = ['fraud.model.yaml', 'transactions.data.yaml', 'slipway.yaml'];

/** What the examples leave out. */
const wholeContract = `slipway: 1
name: all
description: Every key of a contract
path: all.csv
schema:
  fieldsMatch: subset
  missingValues: [""]
  primaryKey: [a, b]
  uniqueKeys: [[a], [b, c]]
  foreignKeys:
    - {fields: a, reference: {resource: other, fields: [id]}}
  fields:
    - name: a
      type: string
      format: email
      title: A
      description: text
      example: x@example.com
      constraints: {required: true, unique: true, minLength: 1, maxLength: 9, pattern: ".*", enum: [x]}
      missingValues: ["-"]
      mostly: 0.5
      severity: error
      role: feature
      privacy: keep
    - {name: b, type: number, decimalChar: ",", groupChar: ".", bareNumber: false, constraints: {exclusiveMinimum: 0, exclusiveMaximum: 9}}
    - {name: c, type: boolean, trueValues: [y], falseValues: [n], constraints: {required: false, enum: [true]}}
    - {name: d, type: date, constraints: {minimum: "2026-01-01", maximum: "2026-12-31"}}
    - {name: e, type: list, itemType: integer, delimiter: ";", constraints: {minLength: 1, jsonSchema: {}}}
    - {name: f, type: geopoint, constraints: {enum: ["1, 2"]}}
checks:
  - {name: rows, kind: row-count, min: 1, max: 9, max_change: 1, severity: warning}
`;

const manifests: [string, string][] = [
  ...examples.map((file): [string, string] => [
    file,
    readFileSync(join(import.meta.dirname, '../../workspaces/release', file), 'utf8'),
  ]),
  ['all.data.yaml', wholeContract],
];

describe.each(manifests)('%s', (file, text) => {
  test('is valid', () => {
    expect(messagesOf(file, text)).toEqual([]);
  });

  const value: unknown = parse(text);
  const keys = keysOf(value);
  const at = (path: SchemaPath) => schemaAt(kindOf(file), path, value);
  /** In a mapping of names, any other is one too. */
  const fixed = keys.filter(({ path }) => at(path)?.takesOtherKeys === false);
  const judged = keys.filter(({ path, key }) => {
    const place = at([...path, key]);
    return place && place.types.length + place.values.length > 0;
  });

  test.each(fixed)('a misspelt $name is one problem', ({ path, key }) => {
    const found = messagesOf(
      file,
      changed(value, path, (entry) => [`${key}x`, entry], key),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`has no key "${key}x"; did you mean "${key}"?`);
  });

  test.each(keys)('$name left out is a problem only where it must be there', ({ path, key }) => {
    const isRequired = at(path)?.requiredKeys.includes(key);
    const found = messagesOf(
      file,
      changed(value, path, () => null, key),
    );
    expect(found).toHaveLength(isRequired ? 1 : 0);
    if (isRequired) expect(found[0]).toContain(`lacks "${key}"`);
  });

  test.each(judged)('$name of another type is one problem', ({ path, key }) => {
    const nonsense = at([...path, key])?.types.includes('object') ? 7.5 : { no: 'sense' };
    const found = messagesOf(
      file,
      changed(value, path, () => [key, nonsense], key),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${[...path, key].join('.')}" is `);
  });
});

/** Every key of every mapping, with the path to that. */
function keysOf(value: unknown, path: SchemaPath = []): { name: string; path: SchemaPath; key: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysOf(item, [...path, index]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    { name: [...path, key].join('.'), path, key },
    ...keysOf(item, [...path, key]),
  ]);
}

/** The value with one entry of the mapping at a path changed, or left out where `change` says null. */
function changed(
  value: unknown,
  [first, ...rest]: SchemaPath,
  change: (entry: unknown) => [string, unknown] | null,
  key: string,
): unknown {
  const into = (item: unknown) => changed(item, rest, change, key);
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? into(item) : item));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
    if (first !== undefined) return [[name, name === first ? into(item) : item]];
    if (name !== key) return [[name, item]];
    const entry = change(item);
    return entry ? [entry] : [];
  });
  return Object.fromEntries(entries);
}

function kindOf(file: string) {
  const kind = manifestKindOf(file);
  if (kind === null) throw new Error(`${file} is no manifest`);
  return kind;
}

function messagesOf(file: string, value: unknown): string[] {
  const folder = folderOf({ [file]: typeof value === 'string' ? value : stringify(value) });
  return folder
    .documents()
    .flatMap((document) => checkDocument(folder, document, { rules: [unknownKey, wrongValue, missingKey] }))
    .map(({ message }) => message);
}
