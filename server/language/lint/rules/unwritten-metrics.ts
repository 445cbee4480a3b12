import type { StagePath } from '../../../manifests/dvc/pipeline.ts';
import { dataOuts } from '../../pipeline/data-outs.ts';
import { projectOf } from '../../pipeline/project.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import { childrenOf, keyText, type YamlNode } from '../../yaml/node.ts';
import type { Rule } from '../rule.ts';

export const unwrittenMetrics: Rule = {
  code: 'SW120',
  name: 'unwritten-metrics',
  severity: 'warning',
  summary: 'A file of metrics or plots that no stage writes and that is not there.',
  description:
    'The top level of a dvc.yaml names files to show and compare. One that is not on disk, and that no stage has among its outs, shows nothing. Correct its path, or name it as an out of the stage that writes it.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const { metrics, plots } = folder.pipeline(document).declared;
    const check = (key: 'metrics' | 'plots', { path, location }: StagePath) => {
      if (folder.fileKind(location).state !== 'absent') return;
      const project = projectOf(folder, document);
      if (project.makes(location) || project.mayMake(location)) return;
      const data = dataOuts(folder);
      if (data.holding(location) ?? data.within(location)) return;
      report(rangeOfText(document, key, path), `${path} is not there, and no stage writes it`);
    };
    for (const file of metrics) check('metrics', file);
    for (const file of plots) check('plots', file);
  },
  examples: {
    wrong: [
      {
        title: 'Metrics and a plot of nobody',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    outs: [results]
metrics: [results/metrics.json, scores.json]
#                               ^^^^^^^^^^^ no stage writes it
plots:
  - roc.csv: {x: fpr, y: tpr}
#   ^^^^^^^ no stage writes it
  - Loss: {x: step, y: {results/loss.csv: loss, valid.csv: loss}}
#                                               ^^^^^^^^^ no stage writes it
`,
        },
      },
    ],
    right: [
      {
        title: 'Files that are there',
        files: { 'm.json': '{}', 'plots/a.csv': '', 'dvc.yaml': 'metrics: [m.json]\nplots: [plots]\n' },
      },
    ],
  },
};

/** Where a path is written; the key where a template stands for it. */
function rangeOfText({ yaml }: ManifestDocument, key: string, path: string) {
  const pair = yaml.findPair([key]);
  if (!pair) return { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const find = (node: YamlNode): YamlNode | null => {
    if (keyText(node) === path) return node;
    for (const child of childrenOf(node)) {
      const found = find(child);
      if (found) return found;
    }
    return null;
  };
  return yaml.rangeOf(find(pair.pair.value) ?? pair.pair.key, pair.place);
}
