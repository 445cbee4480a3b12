import type { DataFile } from '../../schemas/manifests/data.ts';
import { UserError } from '../core/user-error.ts';
import { ColumnCheck } from './column-check.ts';
import { columnFaults } from './column-names.ts';
import { KeyCheck } from './key-check.ts';
import { openTable } from './read-table.ts';

export interface ContractVerdict {
  valid: boolean;
  rows: number;
  /** What breaks the contract, in words. */
  faults: string[];
  /** What breaks it and has `severity: warning`. */
  warnings: string[];
}

const mostRows = 10_000_000;

/**
 * Holds a data file against the fields and keys of a contract; row counts too, where it is the contract's own file.
 * @param isOwn whether the file is the one that the contract describes
 * @throws UserError `SLW-CONTRACT-UNSUPPORTED` where it cannot be told, `SLW-TABLE-KIND`; errors of the file, and the signal's reason
 */
export async function checkContract(
  contract: DataFile,
  path: string,
  isOwn: boolean,
  signal: AbortSignal,
): Promise<ContractVerdict> {
  const { schema } = contract;
  const { fields, missingValues = [''] } = schema;
  refuseUnchecked(contract, isOwn);
  const { columns, rows } = await openTable(path);
  const faults = columnFaults(columns, fields, schema.fieldsMatch ?? 'exact');
  const checks = fields.flatMap((field) => {
    const index = columns.indexOf(field.name);
    return index < 0 ? [] : [new ColumnCheck(field, index, missingValues)];
  });
  const keys = KeyCheck.of(schema, columns);
  let count = 0;
  const ragged: number[] = [];
  for await (const row of rows) {
    if (count++ % 1000 === 0) signal.throwIfAborted();
    if (count > mostRows) throw tooManyRows(path);
    if (row.length !== columns.length) ragged.push(count);
    for (const check of checks) check.look(row);
    for (const key of keys) key.look(row);
  }
  const warnings: string[] = [];
  if (ragged.length > 0)
    faults.push(
      `${ragged.length} rows have more or fewer cells than there are columns, the first of them row ${ragged[0]}`,
    );
  for (const check of checks) (check.severity === 'warning' ? warnings : faults).push(...check.faults());
  faults.push(...keys.flatMap((key) => key.faults()));
  for (const check of isOwn ? (contract.checks ?? []) : []) {
    if (check.kind !== 'row-count') continue;
    const { min = 0, max = Number.POSITIVE_INFINITY, name, severity } = check;
    if (count < min || count > max)
      (severity === 'warning' ? warnings : faults).push(
        `${name}: it has ${count} rows, and ${count < min ? `at least ${min}` : `at most ${max}`} are asked`,
      );
  }
  return { valid: faults.length === 0, rows: count, faults, warnings };
}

function refuseUnchecked({ schema, checks = [] }: DataFile, isOwn: boolean): void {
  if ((schema.foreignKeys ?? []).length > 0) throw unchecked('foreignKeys');
  for (const check of isOwn ? checks : [])
    if (check.severity !== 'warning' && (check.kind !== 'row-count' || check.max_change !== undefined))
      throw unchecked(
        check.kind === 'row-count' ? `max_change of ${check.name}` : `${check.name} (${check.kind})`,
      );
}

function unchecked(what: string): UserError {
  return new UserError(
    'SLW-CONTRACT-UNSUPPORTED',
    `Whether the data keeps its contract is not known: ${what} cannot be checked before a release.`,
    'Give it severity: warning or take it out, or check it in the evaluating stage and log the outcome as a metric.',
  );
}

function tooManyRows(path: string): UserError {
  return new UserError(
    'SLW-CONTRACT-ROWS',
    `${path} has more than ${mostRows} rows, which is too many to look at before a release.`,
    'Evaluate on a sample.',
  );
}
