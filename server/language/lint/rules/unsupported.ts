import { rangeOfFault } from '../../pipeline/param-places.ts';
import { outKeys, pathItems } from '../../pipeline/stage-items.ts';
import type { Rule } from '../rule.ts';

export const unsupported: Rule = {
  code: 'SW127',
  name: 'unsupported',
  severity: 'information',
  summary: 'DVC runs this stage; Slipway does not.',
  description:
    'Slipway runs stages whose deps and outs are files of this machine. Those at `s3://` and the like, and several plots of one file within a stage, are left to DVC: run the stage with `dvc repro`, or import the data (`dvc import-url`) and depend on the file.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const { yaml } = document;
    for (const entry of folder.pipeline(document).entries) {
      const { fault } = entry;
      if (fault?.reason !== 'unsupported') continue;
      const remote = (['deps', ...outKeys] as const)
        .flatMap((key) => pathItems(yaml, entry, key))
        .filter(({ text }) => /^[a-z][a-z0-9+.-]+:\/\//i.test(text));
      if (remote.length === 0) report(rangeOfFault(document, fault.path, entry).range, fault.message);
      for (const { text, node, place } of remote)
        report(
          yaml.rangeOf(node, place),
          `Slipway runs no stage with deps or outs at ${text.split(':')[0]}://; DVC does`,
        );
    }
  },
  examples: {
    wrong: [
      {
        title: 'A dep in a bucket',
        files: {
          'dvc.yaml': `stages:
  fetch:
    cmd: aws s3 cp s3://bucket/raw.csv raw.csv
    deps: [s3://bucket/raw.csv]
#          ^^^^^^^^^^^^^^^^^^^ no stage with deps or outs at s3://
    outs: [raw.csv]
`,
        },
      },
    ],
    right: [
      { title: 'Files of this machine', files: { 'dvc.yaml': 'stages:\n  a: {cmd: x, outs: [raw.csv]}\n' } },
    ],
  },
};
