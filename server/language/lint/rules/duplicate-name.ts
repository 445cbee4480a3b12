import { contractChecks, contractFields } from '../../data/contract.ts';
import { gatesOf, monitorsOf } from '../../model/gates.ts';
import { signatureOf } from '../../model/signature.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import { entryOf, textOf, type WrittenText } from '../../yaml/reading.ts';
import type { Rule } from '../rule.ts';
import { rangeOf } from '../written-range.ts';

export const duplicateName: Rule = {
  code: 'SW152',
  name: 'duplicate-name',
  severity: 'error',
  summary: 'Two gates, monitors, tensors, fields or checks have one name.',
  description: 'Results are kept by name: of two with one name, nobody could tell which has passed.',
  kinds: ['model', 'data'],
  check({ document, report }) {
    const { location } = document;
    for (const [what, names] of Object.entries(namedIn(document))) {
      const seen = new Map<string, WrittenText>();
      for (const name of names) {
        const first = name && seen.get(name.text);
        // What a merge key brings in again stands only once in the text.
        if (first && first.at.node !== name.at.node)
          report(rangeOf(document, name.at), `there is a ${what} "${name.text}" already`, {
            related: [{ location, range: rangeOf(document, first.at), message: 'it stands here' }],
          });
        else if (name) seen.set(name.text, name);
      }
    }
  },
  examples: {
    wrong: [
      {
        title: 'Two gates',
        files: {
          'fraud.model.yaml': `gates:
  - {name: quality, expr: auc >= 0.92}
  - {name: quality, expr: f1 >= 0.8}
#          ^^^^^^^ there is a gate "quality" already
`,
        },
      },
      {
        title: 'Two fields',
        files: {
          't.data.yaml': `schema:
  fields:
    - {name: id, type: string}
    - {name: id, type: integer}
#            ^^ there is a field "id" already
`,
        },
      },
    ],
    right: [
      {
        title: 'One name for a gate and a monitor',
        files: {
          'fraud.model.yaml':
            'gates: [{name: drift, expr: auc >= 0.9}]\nmonitors: [{name: drift, alert: drift.share > 0.1}]\n',
        },
      },
    ],
  },
};

function namedIn(document: ManifestDocument): Record<string, (WrittenText | null)[]> {
  if (document.kind === 'data')
    return {
      field: contractFields(document).map(({ name }) => name),
      check: contractChecks(document).map(({ name }) => name),
    };
  const { inputs, outputs } = signatureOf(document);
  return {
    gate: gatesOf(document).map(({ name }) => name),
    monitor: monitorsOf(document).map((monitor) => textOf(entryOf(document.yaml, monitor, 'name'))),
    input: inputs.map(({ name }) => name),
    output: outputs.map(({ name }) => name),
  };
}
