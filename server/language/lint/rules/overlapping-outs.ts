import { clashesIn } from '../../pipeline/out-clashes.ts';
import type { Rule } from '../rule.ts';

export const overlappingOuts: Rule = {
  code: 'SW113',
  name: 'overlapping-outs',
  severity: 'error',
  summary: 'An out lies within another one.',
  description:
    'An out is removed before its stage runs and cached as a whole, so that what another stage makes in it would be lost. Let the outs lie beside each other, or name the files of the folder one by one.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    for (const clash of clashesIn(folder, document))
      if (clash.kind === 'within') report(clash.range, clash.message, { related: clash.related });
  },
  examples: {
    wrong: [
      {
        title: 'A file in a folder that is an out',
        files: {
          'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    outs: [data]
  split:
    cmd: python split.py
    outs: [data/train.csv]
#          ^^^^^^^^^^^^^^ data/train.csv lies in data, which "prepare" makes
`,
        },
      },
      {
        title: 'Within one stage',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    outs:
      - results
    metrics:
      - results/metrics.json: {cache: false}
#       ^^^^^^^^^^^^^^^^^^^^ results/metrics.json lies in results
`,
        },
      },
      {
        title: 'In data that were added by hand',
        files: {
          'data.dvc': 'outs:\n- md5: 5e3a.dir\n  hash: md5\n  path: data\n',
          'dvc.yaml': `stages:
  clean:
    cmd: clean
    outs: [data/clean.csv]
#          ^^^^^^^^^^^^^^ data/clean.csv lies in data, which data.dvc names
`,
        },
      },
    ],
    right: [
      {
        title: 'Outs beside each other',
        files: { 'dvc.yaml': 'stages:\n  a: {cmd: x, outs: [data]}\n  b: {cmd: x, outs: [data2/x]}\n' },
      },
    ],
  },
};
