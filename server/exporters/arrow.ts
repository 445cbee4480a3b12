import {
  type DataType,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import type { Cell, ColumnType, TableColumn, TableSource } from './table-file.ts';

const types: Record<ColumnType, () => DataType> = {
  text: () => new Utf8(),
  double: () => new Float64(),
  integer: () => new Int64(),
  time: () => new TimestampMillisecond(),
};

/** An Arrow IPC file: one record batch for each part of the table. */
export async function* arrowOf(table: TableSource): AsyncIterable<Uint8Array> {
  const schema = new Schema(table.columns.map(({ name, type }) => new Field(name, types[type](), true)));
  const writer = new RecordBatchFileWriter();
  writer.reset(undefined, schema);
  const written = writer[Symbol.asyncIterator]();
  const pump = (async () => {
    for await (const rows of table.parts()) writer.write(batchOf(schema, table.columns, rows));
    writer.finish();
  })();
  pump.catch((error: unknown) => writer.abort(error));
  for (let next = await written.next(); !next.done; next = await written.next()) yield next.value;
  await pump;
}

function batchOf(schema: Schema, columns: TableColumn[], rows: Cell[][]): RecordBatch {
  const children = columns.map(({ type }, index) => {
    const vector = vectorFromArray(
      rows.map((row) => arrowValue(row[index] ?? null, type)),
      types[type](),
    );
    return vector.data[0] ?? makeData({ type: types[type]() });
  });
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows.length, children }),
  );
}

function arrowValue(cell: Cell, type: ColumnType): string | number | bigint | null {
  if (cell === null) return null;
  if (type === 'text') return String(cell);
  return type === 'integer' ? BigInt(cell) : Number(cell);
}
