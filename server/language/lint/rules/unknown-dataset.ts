import { adviseName } from '../../../core/nearest-name.ts';
import { locationIn, modelReferencesOf } from '../../model/model-references.ts';
import { keyText } from '../../yaml/node.ts';
import type { Rule } from '../rule.ts';
import { nearestFix, rangeOf } from '../written-range.ts';

/** What a path has and a name has not. */
const pathLike = /[./\\*]/;

export const unknownDataset: Rule = {
  code: 'SW154',
  name: 'unknown-dataset',
  severity: 'error',
  summary: 'A monitor or the warm-up reads data that the manifest does not name.',
  description: 'A reference is a name under `data`, like `train` or `evaluation`, or the path of a file.',
  kinds: ['model'],
  check({ document, folder, report }) {
    const keys = document.yaml.pairsAt(['data']).flatMap(({ pair }) => keyText(pair.key) ?? []);
    if (keys.includes('<<')) return;
    const known = keys.filter((key) => key !== 'contract');
    for (const { kind, name, path } of modelReferencesOf(document)) {
      if (kind !== 'dataset' || known.includes(name.text) || pathLike.test(name.text)) continue;
      if (folder.fileKind(locationIn(document, name.text)).state !== 'absent') continue;
      const advice =
        known.length > 0 ? adviseName(name.text, known) : `add ${name.text}: and its path under data`;
      report(rangeOf(document, name.at), `${path}: data has no "${name.text}"; ${advice}`, {
        fixes: () => nearestFix(document, name, known),
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'Data that are not named',
        files: {
          'fraud.model.yaml': `data: {contract: t.data.yaml, train: data/train.parquet}
deploy:
  warmup: {from: evaluation}
#                ^^^^^^^^^^ deploy.warmup.from: data has no "evaluation"; known: train
monitors:
  - {name: inputs, reference: trian}
#                             ^^^^^ did you mean "train"?
`,
        },
        fixed: {
          'fraud.model.yaml': `data: {contract: t.data.yaml, train: data/train.parquet}
deploy:
  warmup: {from: evaluation}
monitors:
  - {name: inputs, reference: train}
`,
        },
      },
    ],
    right: [
      {
        title: 'A name, and a path',
        files: {
          'fraud.model.yaml': `data: {train: data/train.parquet}
monitors:
  - {name: inputs, reference: train}
  - {name: last-month, reference: data/october.parquet}
`,
        },
      },
    ],
  },
};
