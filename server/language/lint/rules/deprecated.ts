import { removePair } from '../../edits/remove.ts';
import { plainOrQuoted } from '../../edits/scalar-text.ts';
import { outKeys, pathItems, type StageItem } from '../../pipeline/stage-items.ts';
import { type SchemaProblem, schemaProblems } from '../../schema/schema-problems.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import { entryOf } from '../../yaml/follow.ts';
import { childrenOf, keyText, type MapNode, type Pair, pairOf, type YamlNode } from '../../yaml/node.ts';
import type { Section } from '../../yaml/section.ts';
import type { PlacedPair } from '../../yaml/yaml-document.ts';
import { type DeprecatedKey, deprecatedKeyOf } from '../deprecated-keys.ts';
import type { Fix, Rule } from '../rule.ts';

export const deprecated: Rule = {
  code: 'SW124',
  name: 'deprecated',
  severity: 'error',
  summary: 'What DVC 3 has taken away.',
  description:
    'DVC 3 refuses a stage that has a checkpoint, `live` or `locked`. Instead of checkpoints, log each step with DVCLive or MLflow, and keep the out as any other; `persist: true` leaves it in place between runs. `locked` is called `frozen`; files of DVCLive are listed under `metrics` and `plots`.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const { yaml } = document;
    for (const problem of schemaProblems(document)) {
      const key = deprecatedKeyOf(document, problem);
      if (!key || problem.fault.kind !== 'unknown-key') continue;
      report(problem.range, `DVC 3 has no "${problem.fault.key}", and refuses this stage: ${key.advice}`, {
        tag: 'deprecated',
        fixes: () => keyFixes(document, problem, key),
      });
    }
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
        title: 'Keys of older versions',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    locked: true
#   ^^^^^^ DVC 3 has no "locked", and refuses this stage: it is called "frozen"
`,
        },
        fixed: { 'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    frozen: true\n' },
      },
      {
        title: 'DVCLive as DVC 2 knew it',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    live: {dvclive: {summary: true}}
#   ^^^^ list what DVCLive writes under "metrics" and "plots"
`,
        },
        fixed: { 'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n' },
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

function keyFixes(document: ManifestDocument, { at }: SchemaProblem, { successor }: DeprecatedKey): Fix[] {
  const { yaml, location } = document;
  if (!at?.pair || at.alias) return [];
  const { pair, place } = at.pair;
  const parent = parentOf(place.section.root, pair);
  if (!parent) return [];
  if (successor !== null && !pairOf(parent, successor)) {
    const range = yaml.rangeOf(pair.key, place);
    return [
      {
        title: `Replace by "${successor}"`,
        preferred: true,
        changes: [{ location, range, newText: successor }],
      },
    ];
  }
  if (parent.pairs.length < 2) return [];
  return [
    {
      title: `Remove "${keyText(pair.key)}"`,
      preferred: false,
      changes: [removePair(document, place, parent, pair)],
    },
  ];
}

function parentOf(node: YamlNode | null, pair: Pair): MapNode | null {
  if (!node) return null;
  if (node.kind === 'map' && node.pairs.includes(pair)) return node;
  for (const child of childrenOf(node)) {
    const found = parentOf(child, pair);
    if (found) return found;
  }
  return null;
}

function namesCheckpoint({ text }: Section): boolean {
  return text.includes('checkpoint');
}
