import { adviseName } from '../../../core/nearest-name.ts';
import { columnsOf } from '../../data/columns.ts';
import { contractFields } from '../../data/contract.ts';
import { contradicts } from '../../data/type-contradiction.ts';
import type { Rule } from '../rule.ts';
import { nearestFix, rangeOf, rewriteFix } from '../written-range.ts';

export const contractMismatch: Rule = {
  code: 'SW148',
  name: 'contract-mismatch',
  severity: 'warning',
  summary: 'A field of a data contract is not in its data file, or cannot be of that type.',
  description:
    'The columns are those of the head of the file under `path`, where it is on this disk and its format is CSV, TSV, JSON lines or Parquet. A type is contradicted where the first values cannot be read as it.',
  kinds: ['data'],
  check({ document, folder, report }) {
    const columns = columnsOf(folder, document);
    if (!columns) return;
    const names = columns.map(({ name }) => name);
    for (const { name, type } of contractFields(document)) {
      if (!name) continue;
      const column = columns.find((each) => each.name === name.text);
      if (!column) {
        const message = `the data has no column "${name.text}"; ${adviseName(name.text, names)}`;
        report(rangeOf(document, name.at), message, { fixes: () => nearestFix(document, name, names) });
      } else if (type && contradicts(type.text, column.type)) {
        const message = `the first values of "${name.text}" are of type ${column.type}, not ${type.text}`;
        report(rangeOf(document, type.at), message, {
          fixes: () => [rewriteFix(document, type, column.type)],
        });
      }
    }
  },
  examples: {
    wrong: [
      {
        title: 'A column that is not there, and one of another type',
        facts: {
          columns: {
            'data/t.csv': [
              { name: 'amount', type: 'number' },
              { name: 'country', type: 'string' },
              { name: 'age', type: 'integer' },
            ],
          },
        },
        files: {
          't.data.yaml': `path: data/t.csv
schema:
  fields:
    - {name: amuont, type: number}
#            ^^^^^^ the data has no column "amuont"; did you mean "amount"?
    - {name: country, type: integer}
#                           ^^^^^^^ the first values of "country" are of type string, not integer
    - {name: age, type: number}
`,
        },
        fixed: {
          't.data.yaml': `path: data/t.csv
schema:
  fields:
    - {name: amount, type: number}
    - {name: country, type: string}
    - {name: age, type: number}
`,
        },
      },
    ],
    right: [
      {
        title: 'Data that are not on this disk',
        files: { 't.data.yaml': 'path: data/t.csv\nschema: {fields: [{name: a, type: number}]}\n' },
      },
      {
        title: 'Values that can be read as the declared type',
        facts: {
          columns: {
            't.csv': [
              { name: 'id', type: 'integer' },
              { name: 'day', type: 'date' },
              { name: 'empty', type: 'any' },
            ],
          },
        },
        files: {
          't.data.yaml': `path: t.csv
schema:
  fields: [{name: id, type: string}, {name: day, type: datetime}, {name: empty, type: boolean}]
`,
        },
      },
    ],
  },
};
