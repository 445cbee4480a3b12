import { adviseName } from '../../../core/nearest-name.ts';
import { contractFields, fieldReferences } from '../../data/contract.ts';
import { contractOfModel } from '../../data/contract-of-model.ts';
import { signatureOf } from '../../model/signature.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { WrittenText } from '../../yaml/reading.ts';
import type { Rule } from '../rule.ts';
import { nearestFix, rangeOf } from '../written-range.ts';

export const unknownField: Rule = {
  code: 'SW143',
  name: 'unknown-field',
  severity: 'error',
  summary: 'A column is named that the data contract does not describe.',
  description:
    "Columns of a signature's inputs, the primary key and the fields of checks are names of fields of the data contract. A check on a field that is not there cannot pass, and drift of a column that is not there cannot be seen.",
  kinds: ['model', 'data'],
  check({ document, folder, report }) {
    const contract = document.kind === 'data' ? document : contractOfModel(folder, document);
    const fields = contract && fieldNames(contract);
    if (!fields) return;
    const where = document.kind === 'data' ? 'the schema' : contract.location;
    const names: WrittenText[] =
      document.kind === 'data'
        ? fieldReferences(document).map(({ name }) => name)
        : signatureOf(document).inputs.flatMap(({ columns }) => columns);
    for (const name of names) {
      if (fields.includes(name.text)) continue;
      const message = `${where} has no field "${name.text}"; ${adviseName(name.text, fields)}`;
      report(rangeOf(document, name.at), message, { fixes: () => nearestFix(document, name, fields) });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A column of a signature',
        files: {
          'fraud.model.yaml': `signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2], columns: [amuont, age]}]
#                                                              ^^^^^^ has no field "amuont"; did you mean "amount"?
data: {contract: transactions.data.yaml}
`,
          'transactions.data.yaml': 'schema:\n  fields: [{name: amount}, {name: age}]\n',
        },
        fixed: {
          'fraud.model.yaml': `signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2], columns: [amount, age]}]
data: {contract: transactions.data.yaml}
`,
        },
      },
      {
        title: 'The primary key and a check',
        files: {
          'transactions.data.yaml': `schema:
  primaryKey: idd
#             ^^^ the schema has no field "idd"; did you mean "id"?
  fields: [{name: id}, {name: at}]
checks:
  - {name: fresh, kind: freshness, field: time, max_age: 24h}
#                                         ^^^^ the schema has no field "time"; known: id, at
`,
        },
      },
    ],
    right: [
      {
        title: 'A contract that is not there or names no fields',
        files: {
          'fraud.model.yaml':
            'signature:\n  inputs: [{name: x, columns: [a]}]\ndata: {contract: elsewhere.data.yaml}\n',
          'transactions.data.yaml': 'schema:\n  primaryKey: id\n',
        },
      },
    ],
  },
};

/** Null where they are not known. */
function fieldNames(contract: ManifestDocument): string[] | null {
  if (contract.yaml.isBroken) return null;
  const names = contractFields(contract).flatMap(({ name }) => name?.text ?? []);
  return names.length > 0 ? names : null;
}
