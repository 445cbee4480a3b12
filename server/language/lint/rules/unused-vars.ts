import { posix } from 'node:path';
import { isMapping } from '../../../core/python-value.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { referenceSteps } from '../../../manifests/dvc/template.ts';
import { defaultParamsFile } from '../../../manifests/dvc/template-values.ts';
import { removeItem, removePair } from '../../edits/remove.ts';
import { scalarLike } from '../../edits/scalar-text.ts';
import { bodyOf } from '../../pipeline/stage-items.ts';
import { referencesBelow, sectionReferences } from '../../pipeline/template-references.ts';
import { readableParams } from '../../workspace/readable-params.ts';
import { entryOf } from '../../yaml/follow.ts';
import {
  childrenOf,
  keyText,
  type MapNode,
  type Pair,
  type SequenceNode,
  type YamlNode,
} from '../../yaml/node.ts';
import type { Section } from '../../yaml/section.ts';
import type { PlacedPair, PlacedSection } from '../../yaml/yaml-document.ts';
import type { Rule, RuleContext, TextChange } from '../rule.ts';

export const unusedVars: Rule = {
  code: 'SW114',
  name: 'unused-vars',
  severity: 'hint',
  summary: 'A value under `vars` that no template uses.',
  description:
    'Vars are seen by the templates of this file, or of this stage, alone; nobody else reads them. What no template names can go.',
  kinds: ['pipeline'],
  check(context) {
    const { document, folder } = context;
    const { yaml } = document;
    if (yaml.isBroken) return;
    const top = yaml.findPair(['vars']);
    if (top) {
      const uses = new Set(yaml.sections.flatMap(({ section }) => section.remember(usesOf)));
      checkVars(context, top, top.place.section.root, [...uses], posix.dirname(document.location));
    }
    for (const entry of folder.pipeline(document).entries) {
      const { node, place } = entry.definition;
      if (!place.section.remember(namesVars) || holdsAlias(node)) continue;
      const body = bodyOf(yaml, entry);
      const vars = entryOf(yaml, body, 'vars');
      if (!vars) continue;
      const uses = referencesBelow(place.section.text, node).map(({ inner }) => dotted(inner));
      const base = entry.stages[0]?.workingFolder;
      if (base !== undefined) checkVars(context, vars, body.node, uses, base);
    }
  },
  examples: {
    wrong: [
      {
        title: 'Values of the file',
        files: {
          'dvc.yaml': `vars:
  - lr: 0.1
    epochs: 5
#   ^^^^^^ no template uses "epochs"
  - model:
      name: cnn
      depth: 3
#     ^^^^^ no template uses "model.depth"
stages:
  train:
    cmd: python train.py \${lr} \${model.name}
`,
        },
        fixed: {
          'dvc.yaml': `vars:
  - lr: 0.1
  - model:
      name: cnn
stages:
  train:
    cmd: python train.py \${lr} \${model.name}
`,
        },
      },
      {
        title: 'All that there are',
        files: {
          'dvc.yaml': `vars: [{lr: 0.1}]
#       ^^ no template uses "lr"
stages:
  train:
    cmd: python train.py
`,
        },
        fixed: { 'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n' },
      },
      {
        title: 'Files, and keys of files',
        files: {
          'a.yaml': 'one: 1\n',
          'b.yaml': 'two: 2\nthree: 3\n',
          'dvc.yaml': `vars:
  - a.yaml
#   ^^^^^^ no template uses anything of a.yaml
  - b.yaml:two,three
#              ^^^^^ no template uses "three"
stages:
  train:
    cmd: python train.py \${two}
`,
        },
        fixed: {
          'dvc.yaml': `vars:
  - b.yaml:two
stages:
  train:
    cmd: python train.py \${two}
`,
        },
      },
      {
        title: 'Of a stage',
        files: {
          'dvc.yaml': `stages:
  train:
    vars: [{a: 1}, {b: 2}]
#                   ^ no template uses "b"
    cmd: python train.py \${a}
`,
        },
        fixed: { 'dvc.yaml': `stages:\n  train:\n    vars: [{a: 1}]\n    cmd: python train.py \${a}\n` },
      },
    ],
    right: [
      {
        title: 'Used as a whole, by a group, at the top',
        files: {
          'dvc.yaml': `vars: [{all: {a: 1}, models: [x], out: m.json}]
stages:
  train: {cmd: "run \${all}"}
  each: {foreach: "\${models}", do: {cmd: "run \${item}"}}
metrics: ["\${out}"]
`,
        },
      },
    ],
  },
};

function checkVars(
  context: RuleContext,
  { pair, place }: PlacedPair,
  owner: YamlNode | null,
  uses: readonly string[],
  base: string,
): void {
  const list = pair.value;
  if (list.kind !== 'sequence') return;
  const scope: VarsScope = { context, place, list, pair, owner, uses };
  for (const item of list.items) {
    if (item.kind === 'map') checkMapping(scope, item, '', item);
    else if (item.kind === 'scalar' && typeof item.value === 'string')
      checkFile(scope, item, item.value, base);
  }
}

interface VarsScope {
  context: RuleContext;
  place: PlacedSection;
  /** Under the key `vars` of `owner`. */
  list: SequenceNode;
  pair: Pair;
  owner: YamlNode | null;
  /** Dotted names in the templates. */
  uses: readonly string[];
}

function checkMapping(scope: VarsScope, { pairs }: MapNode, above: string, item: MapNode): void {
  const { context, place, uses } = scope;
  const { document, report } = context;
  for (const pair of pairs) {
    if (pair.key.kind !== 'scalar' || typeof pair.key.value !== 'string' || pair.key.value === '<<') continue;
    const name = `${above}${pair.key.value}`;
    if (!isUsed(uses, name)) {
      const within = pairs === item.pairs ? item : null;
      report(document.yaml.rangeOf(pair.key, place), `no template uses "${name}"`, {
        tag: 'unnecessary',
        fixes: () => [
          {
            title: `Remove "${name}"`,
            preferred: true,
            changes:
              within?.pairs.length === 1
                ? [removeVarsItem(scope, item)]
                : [removePair(document, place, within ?? mappingOf(item, pair), pair)],
          },
        ],
      });
    } else if (pair.value.kind === 'map' && !isUsedWhole(uses, name))
      checkMapping(scope, pair.value, `${name}.`, item);
  }
}

function checkFile(scope: VarsScope, item: YamlNode, text: string, base: string): void {
  const { context, place, uses } = scope;
  const { document, folder, report } = context;
  const [file = '', names = ''] = text.split(/:(.*)/s);
  const picked = names.split(',').filter((key) => key !== '');
  const location = joinLocation(base, file);
  if (posix.basename(location) === defaultParamsFile) return;
  const values = readableParams(folder, location);
  if (!isMapping(values)) return;
  const keys = picked.length > 0 ? picked : [...values.keys()].filter((key) => typeof key === 'string');
  const unused = keys.filter((key) => !isUsed(uses, key));
  if (unused.length === 0) return;
  if (unused.length === keys.length) {
    report(document.yaml.rangeOf(item, place), `no template uses anything of ${file}`, {
      tag: 'unnecessary',
      fixes: () => [{ title: `Remove ${file}`, preferred: true, changes: [removeVarsItem(scope, item)] }],
    });
    return;
  }
  for (const key of picked.length > 0 ? unused : []) {
    const source = place.section.text.slice(item.start, item.end);
    const at = offsetOfKey(source, key);
    const start = item.start + Math.max(at, 0);
    const range = document.yaml.rangeOf({ start, end: at < 0 ? item.end : start + key.length }, place);
    report(range, `no template uses "${key}"`, {
      tag: 'unnecessary',
      fixes: () => {
        if (item.kind !== 'scalar') return [];
        const rest = `${file}:${picked.filter((other) => other !== key).join(',')}`;
        const newText = scalarLike(rest, item, scope.list.flow);
        const whole = document.yaml.rangeOf(item, place);
        return [
          {
            title: `Remove "${key}"`,
            preferred: true,
            changes: [{ location: document.location, range: whole, newText }],
          },
        ];
      },
    });
  }
}

/** The whole of `vars` with its last item. */
function removeVarsItem({ context, place, list, pair, owner }: VarsScope, item: YamlNode): TextChange {
  const { document } = context;
  if (list.items.length > 1 || owner?.kind !== 'map') return removeItem(document, place, list, item);
  return removePair(document, place, owner, pair);
}

function mappingOf(root: YamlNode, pair: Pair): MapNode {
  const find = (node: YamlNode): MapNode | null => {
    if (node.kind === 'map' && node.pairs.includes(pair)) return node;
    for (const child of childrenOf(node)) {
      const found = find(child);
      if (found) return found;
    }
    return null;
  };
  const found = find(root);
  if (!found) throw new Error(`no mapping holds "${keyText(pair.key)}"`);
  return found;
}

/** By its name, by what holds it, or by something in it. */
function isUsed(uses: readonly string[], name: string): boolean {
  return uses.some((use) => use === name || use.startsWith(`${name}.`) || name.startsWith(`${use}.`));
}

function isUsedWhole(uses: readonly string[], name: string): boolean {
  return uses.some((use) => use === name || name.startsWith(`${use}.`));
}

function usesOf(section: Section): readonly string[] {
  return sectionReferences(section).map(({ inner }) => dotted(inner));
}

function dotted(inner: string): string {
  return referenceSteps(inner).join('.');
}

function namesVars({ text }: Section): boolean {
  return /\bvars\b/.test(text);
}

function holdsAlias(node: YamlNode): boolean {
  return node.kind === 'alias' || childrenOf(node).some(holdsAlias);
}

/** Behind the `:` or a `,` of `file:key,key`; -1 where it is not written so. */
function offsetOfKey(source: string, key: string): number {
  for (let at = source.indexOf(key); at >= 0; at = source.indexOf(key, at + 1))
    if (/[:,]/.test(source[at - 1] ?? '') && /^(?:$|[,'"])/.test(source.slice(at + key.length))) return at;
  return -1;
}
