import { posix } from 'node:path';
import { nearestName } from '../../../core/nearest-name.ts';
import { isMapping, type PythonValue } from '../../../core/python-value.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { defaultParamsFile } from '../../../manifests/dvc/template-values.ts';
import { addParamFix } from '../../edits/add-param.ts';
import {
  type BrokenReference,
  brokenReferences,
  brokenTopReferences,
  namesIn,
} from '../../pipeline/template-references.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Fix, Rule } from '../rule.ts';

export const unknownReference: Rule = {
  code: 'SW116',
  name: 'unknown-reference',
  severity: 'error',
  summary: 'A template names a value that is not there.',
  description:
    'What a template in braces names comes from `params.yaml` beside the dvc.yaml, from `vars` of the file and of the stage, and within a group from `item` and `key`. A stage whose templates cannot be filled in does not run.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const model = folder.pipeline(document);
    const found = [
      ...brokenTopReferences(model),
      ...model.entries.flatMap((entry) => brokenReferences(model, entry)),
    ];
    for (const reference of found) {
      const { missing, place, stages } = reference;
      const near = nearest(reference);
      const range = document.yaml.rangeOf(
        missing ?? { start: reference.start - 2, end: reference.end + 1 },
        place,
      );
      report(range, `${messageOf(reference, near)}${stages ? ` (in ${listed(stages)})` : ''}`, {
        fixes: () => fixesOf(reference, near, document, folder),
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt param',
        files: {
          'params.yaml': 'train:\n  lr: 0.1\n',
          'dvc.yaml': `stages:
  train:
    cmd: python train.py --lr \${train.lrr} --n \${trian.lr}
#                                     ^^^ there is no "lrr" in "train"; did you mean "lr"?
#                                                ^^^^^ did you mean "train"?
`,
        },
        fixed: {
          'dvc.yaml': `stages:\n  train:\n    cmd: python train.py --lr \${train.lr} --n \${train.lr}\n`,
        },
      },
      {
        title: 'A param that is not there',
        files: {
          'params.yaml': 'lr: 0.1\n',
          'dvc.yaml': `stages:
  train:
    cmd: python train.py --epochs \${epochs}
#                                   ^^^^^^ there is no "epochs"
`,
        },
        fixed: { 'params.yaml': 'lr: 0.1\nepochs: null\n' },
      },
      {
        title: 'A name that stands one level deeper',
        files: {
          'params.yaml': 'train:\n  epochs: 5\n',
          'dvc.yaml': `stages:
  train:
    cmd: python train.py --epochs \${epochs}
#                                   ^^^^^^ did you mean "train.epochs"?
`,
        },
        fixed: { 'dvc.yaml': `stages:\n  train:\n    cmd: python train.py --epochs \${train.epochs}\n` },
      },
      {
        title: 'What only some of a group have',
        files: {
          'dvc.yaml': `stages:
  each:
    foreach:
      a: {lr: 1}
      b: {rate: 1}
    do:
      cmd: run \${item.lr}
#                     ^^ there is no "lr" in "item"; known: rate (in "each@b")
`,
        },
      },
      {
        title: 'No name at all',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py \${a..b}
#                        ^^^^^^^ is no name
`,
        },
      },
      {
        title: 'At the top of the file',
        files: {
          'dvc.yaml': `vars: [{out: results}]
metrics: ["\${oot}/metrics.json"]
#            ^^^ did you mean "out"?
`,
        },
      },
    ],
    right: [
      {
        title: 'Groups, vars of a stage, an escaped one',
        files: {
          'params.yaml': 'models: [a, b]\n',
          'dvc.yaml': `vars: [{n: 1}]\nstages:\n  each:\n    foreach: \${models}\n    do:\n      vars: [{m: 2}]\n      cmd: run \${item} \${n} \${m} \\\${HOME}\n`,
        },
      },
    ],
  },
};

function messageOf({ inner, missing }: BrokenReference, near: string | null): string {
  if (!missing) return `"\${${inner}}" is no name like \${train.lr} or \${models[0]}`;
  const { name, above, before } = missing;
  const within = before === '' ? '' : ` in "${before}"`;
  return `there is no "${name}"${within}; ${near === null ? knownIn(above) : `did you mean "${near}"?`}`;
}

const mostShown = 8;

function knownIn(above: PythonValue): string {
  if (Array.isArray(above)) return `it is a list of ${above.length}`;
  if (!isMapping(above)) return 'it holds no names';
  const names = [...above.keys()].map(String);
  if (names.length === 0) return 'nothing is defined';
  const more = names.length - mostShown;
  return `known: ${names.slice(0, mostShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Beside where it is looked for; or anywhere, with its whole path, where it is looked for at the top. */
function nearest({ missing, values }: BrokenReference): string | null {
  if (!missing || !isMapping(missing.above)) return null;
  const near = nearestName(missing.name, [...missing.above.keys()].map(String));
  if (near !== null || missing.before !== '') return near;
  const deeper = namesIn(values).filter((name) => name.endsWith(`.${missing.name}`));
  return deeper.length === 1 ? (deeper[0] ?? null) : null;
}

function fixesOf(
  { inner, missing, place, start }: BrokenReference,
  near: string | null,
  { location, yaml }: ManifestDocument,
  folder: WorkspaceFolder,
): Fix[] {
  if (!missing) return [];
  const range = yaml.rangeOf(missing, place);
  const rename: Fix[] =
    near === null
      ? []
      : [{ title: `Change to "${near}"`, preferred: true, changes: [{ location, range, newText: near }] }];
  const isOfGroup = /^\s*(?:item|key)\b/.test(inner);
  if (isOfGroup || inner.includes('[') || (start !== missing.start && !isMapping(missing.above)))
    return rename;
  const params = joinLocation(posix.dirname(location), defaultParamsFile);
  return [...rename, ...addParamFix(folder, params, inner.replaceAll(/\s/g, ''))];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
