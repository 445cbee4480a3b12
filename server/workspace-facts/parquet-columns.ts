import { parquetMetadata, type SchemaElement } from 'hyparquet';
import type { Column } from '../language/workspace/providers.ts';

/**
 * Columns of a Parquet file by its footer (the metadata, their length and `PAR1`).
 * @throws Error for bytes that are no such footer
 */
export function parquetColumns(footer: Buffer): Column[] {
  const { schema } = parquetMetadata(new Uint8Array(footer), { geoparquet: false });
  const [root] = schema;
  const columns: Column[] = [];
  let index = 1;
  for (let child = 0; child < (root?.num_children ?? 0); child++) {
    const element = schema[index];
    if (!element) throw new RangeError('the schema ends early');
    columns.push({ name: element.name, type: typeOf(element) });
    index = afterTree(schema, index);
  }
  // What pandas writes for an index without a name is no column of a person's.
  return columns.filter(({ name }) => !/^__index_level_\d+__$/.test(name));
}

/** Elements follow one another, each with its children behind it. */
function afterTree(schema: readonly SchemaElement[], start: number): number {
  let left = 1;
  let index = start;
  for (; left > 0 && index < schema.length; index++) left += (schema[index]?.num_children ?? 0) - 1;
  return index;
}

function typeOf({ type, converted_type, logical_type, num_children }: SchemaElement): string {
  const kind = converted_type ?? logical_type?.type;
  if (num_children !== undefined && num_children > 0) return kind === 'LIST' ? 'array' : 'object';
  switch (kind) {
    case 'DATE':
      return 'date';
    case 'TIMESTAMP':
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      return 'datetime';
    case 'TIME':
    case 'TIME_MILLIS':
    case 'TIME_MICROS':
      return 'time';
    case 'DECIMAL':
    case 'FLOAT16':
      return 'number';
    case 'JSON':
    case 'BSON':
      return 'object';
  }
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
    case 'INT64':
      return 'integer';
    case 'INT96':
      return 'datetime';
    case 'FLOAT':
    case 'DOUBLE':
      return 'number';
    default:
      return kind === undefined ? 'any' : 'string';
  }
}
