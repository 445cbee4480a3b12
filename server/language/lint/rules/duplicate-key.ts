import { childrenOf, keyText, type Pair, type YamlNode } from '../../yaml/node.ts';
import type { Section } from '../../yaml/section.ts';
import { isMergeKey } from '../../yaml/values.ts';
import type { PlacedPair } from '../../yaml/yaml-document.ts';
import type { Rule } from '../rule.ts';

export const duplicateKey: Rule = {
  code: 'SW101',
  name: 'duplicate-key',
  severity: 'error',
  summary: 'A mapping has one key twice.',
  description: 'Readers of YAML disagree on which of the two counts, and DVC refuses the file.',
  kinds: ['pipeline', 'params', 'workspace', 'model', 'data'],
  check({ document: { yaml, location }, report }) {
    const tell = (again: PlacedPair, first: PlacedPair) =>
      report(yaml.rangeOf(again.pair.key, again.place), `"${keyText(again.pair.key)}" is given twice`, {
        related: [
          { location, range: yaml.rangeOf(first.pair.key, first.place), message: 'it stands here already' },
        ],
      });
    const seen = new Map<string, PlacedPair>();
    for (const place of yaml.sections) {
      for (const { again, first } of place.section.remember(inSection))
        tell({ pair: again, place }, { pair: first, place });
      const { root } = place.section;
      if (root?.kind !== 'map') continue;
      const path = place.path.join('\0');
      for (const pair of root.pairs) {
        const name = keyText(pair.key);
        if (name === null || isMergeKey(pair.key)) continue;
        const key = `${path}\0${name}`;
        const first = seen.get(key);
        if (first) tell({ pair, place }, first);
        else seen.set(key, { pair, place });
      }
    }
  },
  examples: {
    wrong: [
      {
        title: 'Two commands for one stage',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    cmd: python fit.py
#   ^^^ "cmd" is given twice
`,
        },
      },
    ],
    right: [
      {
        title: 'Several merge keys',
        files: { 'params.yaml': 'a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: *a\n  <<: *b\n' },
      },
    ],
  },
};

/** Below the top of a section, which may be one of several with one mapping. */
function inSection({ root }: Section): { again: Pair; first: Pair }[] {
  const found: { again: Pair; first: Pair }[] = [];
  const look = (node: YamlNode) => {
    if (node.kind === 'map' && node !== root) {
      const seen = new Map<string, Pair>();
      for (const pair of node.pairs) {
        const name = keyText(pair.key);
        if (name === null || isMergeKey(pair.key)) continue;
        const first = seen.get(name);
        if (first) found.push({ again: pair, first });
        else seen.set(name, pair);
      }
    }
    for (const child of childrenOf(node)) look(child);
  };
  if (root) look(root);
  return found;
}
