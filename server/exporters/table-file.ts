import type { MetricValue } from '../../schemas/protocol/tracking.ts';

export type ColumnType = 'text' | 'double' | 'integer' | 'time';

export interface TableColumn {
  name: string;
  type: ColumnType;
}

/** A cell; `time` in milliseconds since 1970 (UTC). */
export type Cell = string | MetricValue | null;

/** A table that comes in parts: a CSV or Arrow file holds no more than a part in memory. */
export interface TableSource {
  columns: TableColumn[];
  /** Parts of rows, each row in the order of `columns`. */
  parts(): AsyncIterable<Cell[][]>;
}
