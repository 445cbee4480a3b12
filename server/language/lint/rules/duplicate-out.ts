import { clashesIn } from '../../pipeline/out-clashes.ts';
import type { Rule } from '../rule.ts';

export const duplicateOut: Rule = {
  code: 'SW112',
  name: 'duplicate-out',
  severity: 'error',
  summary: 'Two stages make the same file or folder, or one stage names a path twice.',
  description:
    'Which of them made what is on disk could not be told, so that no stage of the project runs. Give each its own out, or make both one stage. What a `.dvc` file names is made already, too.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    for (const clash of clashesIn(folder, document))
      if (clash.kind === 'same') report(clash.range, clash.message, { related: clash.related });
  },
  examples: {
    wrong: [
      {
        title: 'Two stages with one out',
        files: {
          'dvc.yaml': `stages:
  small:
    cmd: python train.py --small
    outs: [model.pkl]
  large:
    cmd: python train.py --large
    outs: [./model.pkl]
#          ^^^^^^^^^^^ "small" makes model.pkl too
`,
        },
      },
      {
        title: 'A stage in another folder',
        files: {
          'dvc.yaml': `stages:
  one:
    cmd: one
    outs: [shared/out.txt]
#          ^^^^^^^^^^^^^^ "shared/dvc.yaml:two" makes shared/out.txt too
`,
          'shared/dvc.yaml': `stages:
  two:
    cmd: two
    outs: [out.txt]
#          ^^^^^^^ "one" makes shared/out.txt too
`,
        },
      },
      {
        title: 'All stages of a group',
        files: {
          'dvc.yaml': `stages:
  each:
    foreach: [a, b, c]
    do:
      cmd: run \${item}
      outs: [result.txt]
#            ^^^^^^^^^^ "each@a" makes result.txt too
`,
        },
      },
      {
        title: 'A dep that is an out as well',
        files: {
          'dvc.yaml': `stages:
  count:
    cmd: python count.py
    deps: [total.txt]
    outs: [total.txt]
#          ^^^^^^^^^ named twice
`,
        },
      },
      {
        title: 'Data that were added by hand',
        files: {
          'data.csv.dvc': 'outs:\n- md5: 5e3a\n  hash: md5\n  path: data.csv\n',
          'dvc.yaml': `stages:
  fetch:
    cmd: fetch
    outs: [data.csv]
#          ^^^^^^^^ data.csv.dvc names data.csv too
`,
        },
      },
    ],
    right: [
      {
        title: 'Projects of their own in one workspace',
        files: {
          'a/.dvc/config': '',
          'a/dvc.yaml': 'stages:\n  one: {cmd: x, outs: [../shared.txt: {cache: false}]}\n',
          'b/.dvc/config': '',
          'b/dvc.yaml': 'stages:\n  one: {cmd: x, outs: [../shared.txt: {cache: false}]}\n',
        },
      },
    ],
  },
};
