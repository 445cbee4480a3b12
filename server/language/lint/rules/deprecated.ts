import { removePair } from '../../edits/remove.ts';
import { plainOrQuoted } from '../../edits/scalar-text.ts';
import { outKeys, pathItems, type StageItem } from '../../pipeline/stage-items.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import { entryOf } from '../../yaml/follow.ts';
import type { Section } from '../../yaml/section.ts';
import type { PlacedPair } from '../../yaml/yaml-document.ts';
import type { Fix, Rule } from '../rule.ts';

export const deprecated: Rule = {
  code: 'SW124',
  name: 'deprecated',
  severity: 'error',
  summary: 'What DVC 3 has taken away.',
  description:
    'Checkpoints went with DVC 3, which refuses a stage that has one. Log each step with DVCLive or MLflow, and keep the out as any other; `persist: true` leaves it in place between runs.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const { yaml } = document;
    for (const entry of folder.pipeline(document).entries) {
      if (!entry.definition.place.section.remember(namesCheckpoint)) continue;
      for (const key of outKeys)
        for (const item of pathItems(yaml, entry, key)) {
          const found = item.options && entryOf(yaml, item.options, 'checkpoint');
          if (found?.pair.value.kind !== 'scalar' || found.pair.value.value !== true) continue;
          report(
            yaml.rangeOf(found.pair.key, found.place),
            'DVC 3 has no checkpoints: it refuses this stage',
            {
              tag: 'deprecated',
              fixes: () => fixesOf(document, item, found),
            },
          );
        }
    }
  },
  examples: {
    wrong: [
      {
        title: 'An out that is a checkpoint',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    outs:
      - model.pkl:
          checkpoint: true
#         ^^^^^^^^^^ DVC 3 has no checkpoints
`,
        },
        fixed: {
          'dvc.yaml':
            'stages:\n  train:\n    cmd: python train.py\n    outs:\n      - model.pkl:\n          persist: true\n',
        },
      },
      {
        title: 'One that stays in place already',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    outs: [model.pkl: {checkpoint: true, persist: true}]
#                      ^^^^^^^^^^ DVC 3 has no checkpoints
`,
        },
        fixed: {
          'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    outs: [model.pkl: {persist: true}]\n',
        },
      },
    ],
    right: [
      {
        title: 'One that is turned off',
        files: { 'dvc.yaml': 'stages:\n  train: {cmd: x, outs: [m: {checkpoint: false}]}\n' },
      },
    ],
  },
};

function fixesOf(document: ManifestDocument, { options }: StageItem, { pair, place }: PlacedPair): Fix[] {
  const { yaml, location } = document;
  const mapping = options && yaml.resolve(options);
  if (mapping?.node.kind !== 'map') return [];
  const persists = entryOf(yaml, mapping, 'persist');
  if (persists && mapping.node.pairs.includes(pair))
    return [
      {
        title: 'Remove "checkpoint"',
        preferred: true,
        changes: [removePair(document, place, mapping.node, pair)],
      },
    ];
  const newText = plainOrQuoted('persist', false);
  const range = yaml.rangeOf(pair.key, place);
  return [{ title: 'Replace by "persist"', preferred: true, changes: [{ location, range, newText }] }];
}

function namesCheckpoint({ text }: Section): boolean {
  return text.includes('checkpoint');
}
