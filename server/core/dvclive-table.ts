/** One row of a metric's history. */
export interface DvcliveRow {
  step: number;
  /** Milliseconds since 1970; null where DVCLive was not asked to log it. */
  timestamp: number | null;
  value: number;
}

/**
 * Rows of DVCLive's `plots/metrics/<name>.tsv`: a header with `step`, the metric, and in some files `timestamp`.
 * A row that holds no number is left out. Null where the text is no such table.
 */
export function parseDvcliveTable(text: string): DvcliveRow[] | null {
  const [header = '', ...rows] = text.split(/\r?\n/);
  const columns = header.split('\t');
  const step = columns.indexOf('step');
  const timestamp = columns.indexOf('timestamp');
  const value = columns.findIndex((_, index) => index !== step && index !== timestamp);
  if (step < 0 || value < 0) return null;
  return rows.flatMap((row): DvcliveRow[] => {
    const cells = row.split('\t');
    const number = parsePythonFloat(cells[value] ?? '');
    if (row === '' || number === null) return [];
    const time = timestamp >= 0 ? Number(cells[timestamp]) || null : null;
    return [{ step: Number(cells[step]) || 0, timestamp: time, value: number }];
  });
}

/** A number as Python prints it, `nan` and `inf` among it; null for any other text. */
export function parsePythonFloat(text: string): number | null {
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const number =
    text.trim() === '' ? Number.NaN : Number(text.replace(/^([+-]?)inf(inity)?$/i, '$1Infinity'));
  return Number.isNaN(number) ? null : number;
}
