import type { ModelFile, Tensor } from '../../../schemas/manifests/model.ts';
import { type DataRow, firstRows } from './data-rows.ts';

const mostRows = 50;
const integers = /^U?INT(8|16|32|64)$/;

/**
 * Bodies of infer requests, one for each of the first rows of the data that the manifest warms up from. Empty where it names none,
 * or where the signature does not say which column goes where: zeros are sent then.
 * @param dataPath absolute path of that data; null where the manifest names none
 */
export async function warmUpBodies({ signature }: ModelFile, dataPath: string | null): Promise<string[]> {
  if (dataPath === null || !signature) return [];
  const rows = await firstRows(dataPath, mostRows);
  return (rows ?? []).flatMap((row) => {
    const inputs = signature.inputs.map((tensor) => inputOf(tensor, row));
    return inputs.includes(null) ? [] : [JSON.stringify({ inputs })];
  });
}

/** Null where the row lacks one of its columns. */
function inputOf({ name, datatype, shape, columns = [name] }: Tensor, row: DataRow): object | null {
  const data: unknown[] = [];
  for (const column of columns) {
    if (!Object.hasOwn(row, column)) return null;
    data.push(elementOf(datatype, row[column]));
  }
  const sizes = shape.map((size) => (size < 0 ? 1 : size));
  const isWhole = sizes.reduce((product, size) => product * size, 1) === data.length;
  return isWhole ? { name, datatype, shape: sizes, data } : null;
}

/** As JSON of the protocol has it: CSV knows texts only. */
function elementOf(datatype: string, value: unknown): unknown {
  if (datatype === 'BYTES') return value === null || value === undefined ? '' : String(value);
  if (datatype === 'BOOL')
    return value === true || value === 1 || value === 'true' || value === 'True' || value === '1';
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'bigint') return Number(value);
  if (integers.test(datatype)) return Math.trunc(Number(value));
  return Number(value);
}
