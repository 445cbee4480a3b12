import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataFile } from '../../../schemas/manifests/data.ts';
import { checkContract } from '../../../server/contracts/check-contract.ts';
import { parseDataManifest } from '../../../server/manifests/data/parse-data-manifest.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slw-contract-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { signal } = new AbortController();

function contract(fields: string, more = '', checks = ''): DataFile {
  const text = `slipway: 1\nname: t\npath: t.csv\nschema:\n  fields: [${fields}]\n${more}${checks}`;
  const { value, problems } = parseDataManifest(text);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value;
}

async function check(declared: DataFile, text: string, { name = 't.csv', isOwn = false } = {}) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return checkContract(declared, path, isOwn, signal);
}

describe('columns, as Table Schema matches them', () => {
  test.each([
    ['exact', 'a,b', []],
    ['exact', 'b,a', ['its columns stand in another order: b, a']],
    ['exact', 'a,c', ['it lacks the columns b', 'it has columns that the contract does not know: c']],
    ['equal', 'b,a', []],
    ['equal', 'b,a,c', ['it has columns that the contract does not know: c']],
    ['subset', 'c,b,a', []],
    ['subset', 'c,a', ['it lacks the columns b']],
    ['superset', 'a', []],
    ['superset', 'a,c', ['it has columns that the contract does not know: c']],
    ['partial', 'a,c', []],
    ['partial', 'c', ['it lacks the columns a, b']],
  ])('%s: %s', async (match, header, faults) => {
    const declared = contract('{name: a, type: any}, {name: b, type: any}', `  fieldsMatch: ${match}\n`);
    expect((await check(declared, `${header}\n`)).faults).toEqual(faults);
  });
});

describe('values', () => {
  test.each([
    ['integer', '', ['1', '-2', '+3'], ['1.5', 'x', '1e400']],
    ['number', '', ['1', '.5', '2e3', 'NaN', '-INF'], ['"1,5"', 'x', '0x10']],
    ['number', 'decimalChar: ",", groupChar: "."', ['"1.234,5"'], ['x']],
    ['number', 'bareNumber: false', ['95 %', '€ 5'], ['none']],
    ['boolean', '', ['true', '0', 'False'], ['yes', '2']],
    ['boolean', 'trueValues: [yes], falseValues: [no]', ['yes', 'no'], ['true']],
    ['date', '', ['2026-01-31'], ['31.1.2026', '2026-13-01', '2026-01-01T00:00']],
    ['datetime', '', ['2026-01-31T10:00:00Z', '2026-01-31 10:00'], ['10:00', 'x']],
    ['time', '', ['10:00:00'], ['10']],
    ['year', '', ['2026'], ['26.5']],
    ['yearmonth', '', ['2026-01'], ['2026-13']],
    ['string', 'format: email', ['a@b.at'], ['a@b', 'ab']],
    ['string', 'format: uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123']],
    ['array', '', ['"[1,2]"'], ['"{}"', 'x']],
    ['number', 'constraints: {minimum: 0, exclusiveMaximum: 10}', ['0', '9.9'], ['-1', '10', 'NaN']],
    ['date', 'constraints: {minimum: "2026-01-02"}', ['2026-01-02'], ['2026-01-01']],
    ['string', 'constraints: {pattern: "[A-Z]{2}"}', ['AT'], ['at', 'ATX']],
    ['string', 'constraints: {minLength: 2, maxLength: 3}', ['äö'], ['a', 'abcd']],
    ['integer', 'constraints: {enum: [0, 1]}', ['0', '1'], ['2']],
    ['array', 'constraints: {jsonSchema: {items: {type: number}}}', ['"[1]"'], ['"[""a""]"']],
  ])('%s %s', async (type, more, good, bad) => {
    const declared = contract(`{name: a, type: ${type}${more ? `, ${more}` : ''}}`);
    expect((await check(declared, `a\n${good.join('\n')}\n`)).faults).toEqual([]);
    for (const text of bad) {
      const { valid, faults } = await check(declared, `a\n${text}\n`);
      expect([text, valid, faults.length]).toEqual([text, false, 1]);
    }
  });

  test('missing ones break only what is required, and their texts are the contract’s', async () => {
    const missing = '  missingValues: ["NA"]\n';
    const optional = contract('{name: a, type: number}, {name: b, type: any}', missing);
    expect((await check(optional, 'a,b\nNA,1\n')).valid).toBe(true);
    const required = contract(
      '{name: a, type: number, constraints: {required: true}}, {name: b, type: any}',
      missing,
    );
    expect((await check(required, 'a,b\n1,1\nNA,1\n')).faults).toEqual([
      'a: 1 of 2 rows break it: in row 2, "NA" is missing, and the field is required',
    ]);
  });

  test('mostly says for what share of the rows they must hold; a warning does not block', async () => {
    const rows = `a\n${'1\n'.repeat(9)}-1\n`;
    const field = (more: string) => contract(`{name: a, type: number, constraints: {minimum: 0}, ${more}}`);
    expect((await check(field('mostly: 0.9'), rows)).valid).toBe(true);
    expect((await check(field('mostly: 0.95'), rows)).faults).toEqual([
      'a: 1 of 10 rows break it, and at least 95 % must keep it: in row 10, "-1" is not at least 0',
    ]);
    expect(await check(field('severity: warning'), rows)).toMatchObject({
      valid: true,
      warnings: ['a: 1 of 10 rows break it: in row 10, "-1" is not at least 0'],
    });
  });
});

test('a row with other cells than the header has columns is a fault', async () => {
  const declared = contract('{name: a, type: any}, {name: b, type: any}');
  expect((await check(declared, 'a,b\n1,2\n1\n1,2,3\n')).faults).toEqual([
    '2 rows have more or fewer cells than there are columns, the first of them row 2',
  ]);
});

test('keys name one row each', async () => {
  const declared = contract(
    '{name: id, type: string}, {name: b, type: integer, constraints: {unique: true}}',
    '  primaryKey: id\n  uniqueKeys: [[id, b]]\n',
  );
  expect((await check(declared, 'id,b\nx,1\nx,1\n,2\n')).faults).toEqual([
    'b: 1 of 3 rows break it: in row 2, "1" comes twice',
    'id: 1 rows have a key that another has',
    'id: 1 rows have no key',
    'id, b: 1 rows have a key that another has',
  ]);
});

test('JSON lines have types of their own', async () => {
  const declared = contract('{name: a, type: integer}, {name: b, type: boolean}');
  const named = { name: 't.jsonl' };
  expect((await check(declared, '{"a": 1, "b": true}\n{"a": 2}\n', named)).valid).toBe(true);
  expect((await check(declared, '{"a": 1.5, "b": true}\n', named)).valid).toBe(false);
});

test('row counts are asked of the contract’s own file alone', async () => {
  const declared = contract(
    '{name: a, type: any}',
    '',
    'checks: [{name: volume, kind: row-count, min: 3}]\n',
  );
  expect((await check(declared, 'a\n1\n')).valid).toBe(true);
  expect((await check(declared, 'a\n1\n', { isOwn: true })).faults).toEqual([
    'volume: it has 1 rows, and at least 3 are asked',
  ]);
});

test.each([
  ['a format', '{name: a, type: date, format: "%d.%m.%Y"}', '', ''],
  ['a type', '{name: a, type: geopoint}', '', ''],
  ['foreign keys', '{name: a, type: any}', '  foreignKeys: [{fields: a, reference: {fields: b}}]\n', ''],
  ['an age', '{name: a, type: date}', '', 'checks: [{name: f, kind: freshness, field: a, max_age: 1h}]\n'],
])('what cannot be checked is not taken for kept: %s', async (_, fields, more, checks) => {
  await expect(check(contract(fields, more, checks), 'a\n', { isOwn: true })).rejects.toMatchObject({
    code: 'SLW-CONTRACT-UNSUPPORTED',
  });
});

test('it is stopped in the middle of a file', async () => {
  const path = join(folder, 't.csv');
  writeFileSync(path, `a\n${'1\n'.repeat(5000)}`);
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(checkContract(contract('{name: a, type: integer}'), path, false, stopped)).rejects.toThrow(
    'enough',
  );
});
