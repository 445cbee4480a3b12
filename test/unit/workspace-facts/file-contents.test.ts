import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FileContents } from '../../../server/workspace-facts/file-contents.ts';

const root = mkdtempSync(join(tmpdir(), 'slipway-contents-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function columns(name: string, content: string | Buffer) {
  writeFileSync(join(root, name), content);
  const found = new FileContents(root).columns(name);
  return found.state === 'known'
    ? found.value.map((column) => `${column.name}: ${column.type}`)
    : found.state;
}

describe('tables', () => {
  test('the types of columns are those of all values that are there', () => {
    const text = `id,amount,at,day,fraud,country,zip,empty,mixed
1,1.5,2026-01-01T10:00:00Z,2026-01-01,true,AT,01234,,1
2,NA,2026-01-02 11:30,2026-01-02,false,"D,E",98765,,x
3,-2e-3,,,,NL,00001,,2.5
`;
    expect(columns('types.csv', text)).toEqual([
      'id: integer',
      'amount: number',
      'at: datetime',
      'day: date',
      'fraud: boolean',
      'country: string',
      'zip: string',
      'empty: any',
      'mixed: string',
    ]);
  });

  test.each([
    ['semicolons', 'semi.csv', 'a;b\n1;2,5\n', ['a: integer', 'b: string']],
    ['tabs', 'tabs.tsv', 'a\tb\n1\tx, y\n', ['a: integer', 'b: string']],
    ['bars', 'bars.csv', 'a|b\n1|2\n', ['a: integer', 'b: integer']],
    ['a byte order mark and CRLF', 'bom.csv', '\uFEFFa,b\r\n1,2\r\n', ['a: integer', 'b: integer']],
    ['an index of pandas', 'index.csv', ',a\n0,1.5\n', ['a: number']],
    ['names alone', 'names.csv', 'a,b\n', ['a: any', 'b: any']],
    ['one column', 'one.csv', 'a\n1\n2\n', ['a: integer']],
  ])('%s', (_, name, text, expected) => {
    expect(columns(name, text)).toEqual(expected);
  });

  test.each([
    ['no header', 'none.csv', '1,2.5,x\n2,3.5,y\n'],
    ['two columns of one name', 'twice.csv', 'a,a\n1,2\n'],
    ['nothing', 'nothing.csv', ''],
    ['bytes', 'bytes.csv', Buffer.from([0x50, 0x4b, 0, 0, 1, 2])],
    ['another ending', 'other.xlsx', 'a,b\n1,2\n'],
  ])('%s is unknown', (_, name, text) => {
    expect(columns(name, text)).toBe('unknown');
  });

  test('of a large file only whole rows of its head are looked at', () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => `${row},${row}.5\n`).join('');
    expect(columns('large.csv', `id,value\n${rows}last,last\n`)).toEqual(['id: integer', 'value: number']);
  });
});

describe('JSON lines', () => {
  test('columns are the keys of all rows', () => {
    const text =
      '{"a": 1, "b": null, "at": "2026-01-01T00:00:00Z"}\n{"a": 1.5, "b": "x", "c": [1], "d": {"e": 1}}\n';
    expect(columns('rows.jsonl', text)).toEqual([
      'a: number',
      'b: string',
      'at: datetime',
      'c: array',
      'd: object',
    ]);
  });

  test.each([
    ['a list', '[1, 2]\n'],
    ['a broken row', '{"a": 1}\n{"a": \n'],
    ['nothing', '\n'],
  ])('%s is unknown', (_, text) => {
    expect(columns('rows.jsonl', text)).toBe('unknown');
  });
});

test('what is no Parquet file is unknown, whatever it says of itself', () => {
  const footer = (length: number) => {
    const bytes = Buffer.alloc(100, 0x15);
    bytes.writeUInt32LE(length, 92);
    bytes.write('PAR1', 96);
    return bytes;
  };
  for (const bytes of [Buffer.alloc(3), footer(0), footer(92), footer(2 ** 31), Buffer.alloc(100)])
    expect(columns('bad.parquet', bytes)).toBe('unknown');
});

test('absent, unknown and known are told apart, and a file that changed is read again', () => {
  const contents = new FileContents(root);
  expect(contents.columns('there/not.csv')).toEqual({ state: 'absent' });
  expect(contents.modelGraph('model.onnx')).toEqual({ state: 'absent' });
  mkdirSync(join(root, 'folder.csv'));
  expect(contents.columns('folder.csv')).toEqual({ state: 'unknown' });
  const path = join(root, 'changes.csv');
  writeFileSync(path, 'a\n1\n');
  expect(contents.columns('changes.csv')).toEqual({
    state: 'known',
    value: [{ name: 'a', type: 'integer' }],
  });
  expect(contents.columns('changes.csv')).toBe(contents.columns('changes.csv'));
  writeFileSync(path, 'b\n1\n');
  utimesSync(path, 10, 10);
  expect(contents.columns(path)).toEqual({ state: 'known', value: [{ name: 'b', type: 'integer' }] });
  expect(contents.columns('changes.csv')).toEqual({
    state: 'known',
    value: [{ name: 'b', type: 'integer' }],
  });
});
