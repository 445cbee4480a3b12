import type { Range } from 'vscode-languageserver-types';
import { nearestName } from '../../../core/nearest-name.ts';
import { isMapping, type PythonValue } from '../../../core/python-value.ts';
import { paramNames } from '../../../manifests/dvc/edit-params.ts';
import type { ManifestFault } from '../../../manifests/dvc/fault.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { paramAt } from '../../../manifests/dvc/param-values.ts';
import type { Stage, StageParams } from '../../../manifests/dvc/pipeline.ts';
import { referencesIn } from '../../../manifests/dvc/template.ts';
import { addParamFix } from '../../edits/add-param.ts';
import { scalarLike } from '../../edits/scalar-text.ts';
import { dataOuts } from '../../pipeline/data-outs.ts';
import { itemOfKey, rangeOfFault } from '../../pipeline/param-places.ts';
import { projectOf } from '../../pipeline/project.ts';
import type { StageEntry } from '../../pipeline/stage-entry.ts';
import { keyRange } from '../../pipeline/stage-items.ts';
import { readableParams } from '../../workspace/readable-params.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Fix, Rule, RuleContext } from '../rule.ts';

export const unknownParam: Rule = {
  code: 'SW115',
  name: 'unknown-param',
  severity: 'error',
  summary: 'A param is not in its file.',
  description:
    'A stage says under `params` which values make it run again. One that its file does not hold stops the run before anything starts. Keys are dotted (`train.lr`); a number leads into a list (`layers.0`).',
  kinds: ['pipeline'],
  check(context) {
    const { document, folder } = context;
    const model = folder.pipeline(document);
    const files = new Map<string, PythonValue | null>();
    const valuesOf = (location: string) => {
      if (!files.has(location)) files.set(location, readableParams(folder, location));
      return files.get(location) ?? null;
    };
    for (const entry of model.entries) {
      checkEntry(context, entry, valuesOf);
      if (entry.fault?.reason === 'params-key') tellFault(context, entry.fault, entry);
    }
    if (model.fault?.reason === 'params-key') tellFault(context, model.fault, null);
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt key',
        files: {
          'params.yaml': 'train:\n  lr: 0.1\n  epochs: 5\n',
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [train.lr, train.epoch]
#                      ^^^^^^^^^^^ params.yaml has no "train.epoch"; did you mean "train.epochs"?
`,
        },
        fixed: {
          'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    params: [train.lr, train.epochs]\n',
        },
      },
      {
        title: 'A key of another file',
        files: {
          'conf/train.json': '{"lr": 0.1}',
          'dvc.yaml': `stages:
  train:
    wdir: conf
    cmd: python train.py
    params:
      - train.json: [lr, seed]
#                        ^^^^ conf/train.json has no "seed"
`,
        },
        fixed: { 'conf/train.json': '{ "lr": 0.1, "seed": null }\n' },
      },
      {
        title: 'A key of vars that is not there',
        files: {
          'settings.yaml': 'train: {lr: 1}\n',
          'dvc.yaml': `vars: ["settings.yaml:train,model"]
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no "model" in settings.yaml
stages:
  train: {cmd: "run \${train.lr}"}
`,
        },
      },
    ],
    right: [
      {
        title: 'Whole files, items of lists, a file that a stage makes',
        files: {
          'params.yaml': 'layers: [1, 2]\n',
          'all.yaml': 'a: 1\n',
          'dvc.yaml': `stages:
  make:
    cmd: make
    outs: [made.yaml]
  train:
    cmd: train
    params: [layers.0, {all.yaml: , made.yaml: [some]}]
`,
        },
      },
    ],
  },
};

interface LackingParams {
  params: StageParams;
  values: PythonValue;
  lacking: readonly string[];
}

const checked = new WeakMap<
  readonly Stage[],
  { files: readonly { location: string; values: PythonValue | null }[]; found: readonly LackingParams[] }
>();

function checkEntry(
  { document, folder, report }: RuleContext,
  entry: StageEntry,
  valuesOf: (location: string) => PythonValue | null,
): void {
  const found = lackingOf(entry.stages, valuesOf);
  if (found.length === 0) return;
  const told = new Set<string>();
  for (const { params, values, lacking } of found)
    for (const key of lacking) {
      if (isMade(folder, document, params.location)) continue;
      const item = itemOfKey(document.yaml, entry, params.path, key);
      const range: Range = item
        ? document.yaml.rangeOf(item.node, item.place)
        : keyRange(folder.pipeline(document), entry, 'params');
      const at = JSON.stringify(range);
      if (told.has(at)) continue;
      told.add(at);
      const near = nearestParam(key, values);
      report(range, `${params.location} has no "${key}"${near === null ? '' : `; did you mean "${near}"?`}`, {
        fixes: () => {
          const canRename = near !== null && item?.node.kind === 'scalar' && !referencesIn(item.text).length;
          const rename: Fix[] =
            canRename && item.node.kind === 'scalar'
              ? [
                  {
                    title: `Change to "${near}"`,
                    preferred: true,
                    changes: [
                      { location: document.location, range, newText: scalarLike(near, item.node, true) },
                    ],
                  },
                ]
              : [];
          return [...rename, ...addParamFix(folder, params.location, key)];
        },
      });
    }
}

/** Params of stages that their files lack; worked out once for the same stages and values. */
function lackingOf(
  stages: readonly Stage[],
  valuesOf: (location: string) => PythonValue | null,
): readonly LackingParams[] {
  const known = checked.get(stages);
  if (known?.files.every(({ location, values }) => valuesOf(location) === values)) return known.found;
  const params = stages.flatMap((stage) => (stage.frozen ? [] : stage.params));
  const files = [...new Set(params.map(({ location }) => location))].map((location) => ({
    location,
    values: valuesOf(location),
  }));
  const found = params.flatMap((each) => {
    const values = valuesOf(each.location);
    const lacking = values === null ? [] : each.keys.filter((key) => paramAt(values, key) === undefined);
    return lacking.length > 0 ? [{ params: each, values, lacking }] : [];
  });
  checked.set(stages, { files, found });
  return found;
}

function isMade(folder: WorkspaceFolder, document: RuleContext['document'], location: string): boolean {
  const project = projectOf(folder, document);
  return project.makes(location) || project.mayMake(location) || dataOuts(folder).holding(location) !== null;
}

/** Among all keys; one of the same name elsewhere first. */
function nearestParam(key: string, values: PythonValue): string | null {
  const names = paramNames(values);
  const last = key.split('.').at(-1) ?? key;
  const elsewhere = names.filter((name) => name === last || name.endsWith(`.${last}`));
  return nearestName(key, names) ?? (elsewhere.length === 1 ? (elsewhere[0] ?? null) : null);
}

/** A `file:key` of `vars`. */
function tellFault(
  { document, folder, report }: RuleContext,
  fault: ManifestFault,
  entry: StageEntry | null,
): void {
  const placed = rangeOfFault(document, fault.path, entry);
  report(placed.range, fault.message, {
    fixes: () => {
      const [, key = '', written = ''] = /^there is no "(.*)" in (.*)$/s.exec(fault.message) ?? [];
      const values = readableParams(folder, joinLocation('.', written));
      const near = isMapping(values) ? nearestName(key, [...values.keys()].map(String)) : null;
      const text = placed.text;
      const node = placed.node;
      const at = text?.lastIndexOf(key) ?? -1;
      if (near === null || text === null || node?.kind !== 'scalar' || at < 0) return [];
      const newText = scalarLike(text.slice(0, at) + near + text.slice(at + key.length), node, true);
      return [
        {
          title: `Change to "${near}"`,
          preferred: true,
          changes: [{ location: document.location, range: placed.range, newText }],
        },
      ];
    },
  });
}
