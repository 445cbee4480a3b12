import { basename, extname } from 'node:path';
import { parse as parseCsv } from 'papaparse';
import { parsePythonFloat } from '../core/dvclive-table.ts';
import { isMapping, type PythonMapping, type PythonValue } from '../core/python-value.ts';
import { parseParamValues } from '../manifests/dvc/param-values.ts';

/** One number of a metrics file. */
export interface FilePoint {
  /** Nested ones by their dotted path. */
  key: string;
  value: number;
  /** Null for a value that has no history in the file. */
  step: number | null;
}

/** Fields that count a training's progress: the first that is there is the step of the others. */
const stepFields = ['step', 'global_step', 'iteration', 'epoch'];
/** What DVCLive and others write beside the metrics. */
const timeFields = ['timestamp'];
const separators: Record<string, string> = { '.csv': ',', '.tsv': '\t' };

/** Whether a file grows row by row, so that its beginning means something before it is whole. */
export function isMetricsTable(file: string): boolean {
  return extname(file).toLowerCase() in separators;
}

/**
 * The numbers of a JSON, YAML, TOML, CSV or TSV text, by its name's ending. A list of numbers, a list of mappings and
 * a table (its first row names the columns) have one point a row. What is no number is left out.
 * @throws Error for a text that is not what its name says
 */
export function parseMetricsText(text: string, file: string): FilePoint[] {
  const separator = separators[extname(file).toLowerCase()];
  if (separator !== undefined) return tablePoints(text, separator);
  const content = parseParamValues(text, basename(file));
  const only = numberOf(content);
  if (only !== null) return [{ key: basename(file, extname(file)), value: only, step: null }];
  return points(content, '');
}

function tablePoints(text: string, delimiter: string): FilePoint[] {
  const { data } = parseCsv<string[]>(text.replace(/^\uFEFF/, ''), { delimiter, skipEmptyLines: 'greedy' });
  const [header = [], ...rows] = data;
  return rows.flatMap((cells, index) => {
    const row: PythonMapping = new Map(
      header.flatMap((name, column) => {
        const value = parsePythonFloat(cells[column] ?? '');
        return value === null ? [] : [[name.trim(), value] as const];
      }),
    );
    return rowPoints(row, '', index);
  });
}

function points(value: PythonValue, prefix: string): FilePoint[] {
  if (isMapping(value)) return valuePoints(value, prefix);
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index) => {
    const number = numberOf(item);
    if (number !== null) return prefix === '' ? [] : [{ key: prefix, value: number, step: index }];
    return isMapping(item) ? rowPoints(item, prefix, index) : [];
  });
}

/** Values of now; a step among them is theirs. */
function valuePoints(mapping: PythonMapping, prefix: string): FilePoint[] {
  const step = stepOf(mapping);
  return entries(mapping, step?.field).flatMap(([name, item]) => {
    const key = joined(prefix, name);
    const value = numberOf(item);
    if (value !== null) return [{ key, value, step: step?.value ?? null }];
    return points(item, key).map((point) => ({ ...point, step: point.step ?? step?.value ?? null }));
  });
}

function rowPoints(row: PythonMapping, prefix: string, index: number): FilePoint[] {
  const step = stepOf(row);
  const numbers = flatNumbers(row, prefix, step?.field);
  return numbers.map(([key, value]) => ({ key, value, step: step?.value ?? index }));
}

function flatNumbers(mapping: PythonMapping, prefix: string, stepField?: string): [string, number][] {
  return entries(mapping, stepField).flatMap(([name, item]): [string, number][] => {
    const key = joined(prefix, name);
    const value = numberOf(item);
    if (value !== null) return [[key, value]];
    return isMapping(item) ? flatNumbers(item, key) : [];
  });
}

function entries(mapping: PythonMapping, stepField?: string): [string, PythonValue][] {
  return [...mapping]
    .map(([name, item]): [string, PythonValue] => [String(name), item])
    .filter(([name]) => name !== stepField && !timeFields.includes(name));
}

function stepOf(mapping: PythonMapping): { field: string; value: number } | null {
  for (const field of stepFields) {
    const value = numberOf(mapping.get(field) ?? null);
    if (value !== null && Number.isInteger(value)) return { field, value };
  }
  return null;
}

function numberOf(value: PythonValue): number | null {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
}

function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
