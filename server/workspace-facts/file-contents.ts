import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { extname, isAbsolute, join } from 'node:path';
import { Memo } from '../core/memo.ts';
import { absent, type Known, known, unknown } from '../language/workspace/known.ts';
import type { Column, Contents, ModelGraph } from '../language/workspace/providers.ts';
import { readModelGraph } from '../onnx/model-graph.ts';
import { jsonLinesColumns } from './json-lines-columns.ts';
import { parquetColumns } from './parquet-columns.ts';
import { tableColumns } from './table-columns.ts';

const headBytes = 256 << 10;
const largestFooter = 16 << 20;

/**
 * What lies in model and data files below one workspace folder: of models the graph without its weights, of data the head
 * or the footer. Read once a version of a file, which its size and time tell. A file that is not what its name says is unknown.
 */
export class FileContents implements Contents {
  readonly #root: string;
  readonly #graphs = new Memo<Known<ModelGraph>>(200);
  readonly #columns = new Memo<Known<readonly Column[]>>(500);

  constructor(root: string) {
    this.#root = root;
  }

  modelGraph(location: string): Known<ModelGraph> {
    return this.#remembered(this.#graphs, location, (path) => known(graphOf(path)));
  }

  columns(location: string): Known<readonly Column[]> {
    return this.#remembered(this.#columns, location, (path, { size }) => {
      const columns = columnsOf(path, size);
      return columns && columns.length > 0 ? known(columns) : unknown;
    });
  }

  #remembered<T>(
    memo: Memo<Known<T>>,
    location: string,
    read: (path: string, stats: Stats) => Known<T>,
  ): Known<T> {
    const path = isAbsolute(location) ? location : join(this.#root, location);
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats) return absent;
      if (!stats.isFile()) return unknown;
      const evidence = [stats.size, stats.mtimeMs];
      return (
        memo.find(location, evidence) ??
        memo.keep(
          location,
          evidence,
          orUnknown(() => read(path, stats)),
        )
      );
    } catch {
      return unknown;
    }
  }
}

/** Bytes of strangers: whatever is thrown over them says only that they are not what their name says. */
function orUnknown<T>(read: () => Known<T>): Known<T> {
  try {
    return read();
  } catch {
    return unknown;
  }
}

function graphOf(path: string): ModelGraph {
  const { inputs, outputs } = readModelGraph(path);
  const asFacts = (tensors: typeof inputs) =>
    tensors.map(({ name, datatype, shape }) => ({
      name,
      datatype,
      shape: shape ?? [],
      ...(shape === null && { anyRank: true as const }),
    }));
  return { inputs: asFacts(inputs), outputs: asFacts(outputs) };
}

function columnsOf(path: string, size: number): Column[] | null {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return tableColumns(headOf(path, size), null);
    case '.tsv':
    case '.tab':
      return tableColumns(headOf(path, size), '\t');
    case '.jsonl':
    case '.ndjson':
      return jsonLinesColumns(headOf(path, size));
    case '.parquet':
    case '.pq':
      return parquetColumns(footerOf(path, size));
    default:
      return null;
  }
}

/** Whole lines of the beginning. */
function headOf(path: string, size: number): string {
  const text = bytesOf(path, 0, Math.min(size, headBytes)).toString('utf8');
  if (text.includes('\0')) throw new RangeError('the file is no text');
  return size > headBytes ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

function footerOf(path: string, size: number): Buffer {
  if (size < 12) throw new RangeError('the file is too short');
  const tail = bytesOf(path, size - 8, 8);
  const length = tail.readUInt32LE(0) + 8;
  if (length > Math.min(size, largestFooter)) throw new RangeError('the footer is larger than can be');
  return bytesOf(path, size - length, length);
}

function bytesOf(path: string, start: number, length: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, start));
  } finally {
    closeSync(descriptor);
  }
}
