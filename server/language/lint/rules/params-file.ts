import { ManifestFault } from '../../../manifests/dvc/fault.ts';
import type { StageParams } from '../../../manifests/dvc/pipeline.ts';
import { addParams } from '../../edits/add-param.ts';
import { dataOuts } from '../../pipeline/data-outs.ts';
import { itemOfFile, rangeOfFault } from '../../pipeline/param-places.ts';
import { projectOf } from '../../pipeline/project.ts';
import type { StageEntry } from '../../pipeline/stage-entry.ts';
import { keyRange } from '../../pipeline/stage-items.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Fix, Related, Rule, RuleContext } from '../rule.ts';

export const paramsFile: Rule = {
  code: 'SW126',
  name: 'params-file',
  severity: 'error',
  summary: 'A params file is not there, or cannot be read.',
  description:
    'Params come from YAML, JSON, TOML and Python files, told apart by their names. One that is missing, or no text of its kind, stops every stage that names it; one under `vars`, every stage of the dvc.yaml.',
  kinds: ['pipeline'],
  check(context) {
    const { document, folder } = context;
    const model = folder.pipeline(document);
    const states = new Map<string, string | null>();
    const problemOf = (location: string) => {
      if (!states.has(location)) states.set(location, fileProblem(context, location));
      return states.get(location) ?? null;
    };
    for (const entry of model.entries) {
      checkEntry(context, entry, problemOf);
      if (entry.fault?.reason === 'params-file') tellFault(context, entry.fault, entry);
    }
    if (model.fault?.reason === 'params-file') tellFault(context, model.fault, null);
  },
  examples: {
    wrong: [
      {
        title: 'A file that is not there',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params:
      - conf.json: [lr, train.epochs]
#       ^^^^^^^^^ conf.json is not there
`,
        },
        fixed: { 'conf.json': '{ "lr": null, "train": { "epochs": null } }\n' },
      },
      {
        title: 'The file that is meant where none is named',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [lr]
#            ^^ params.yaml is not there
`,
        },
        fixed: { 'params.yaml': 'lr: null\n' },
      },
      {
        title: 'A file that cannot be read',
        files: {
          'conf.json': '{"lr": }',
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    params: [{conf.json: [lr]}]
#             ^^^^^^^^^ conf.json:1:8: expected a value, found "}"
`,
        },
      },
      {
        title: 'Vars from a file that is not there',
        files: {
          'dvc.yaml': `vars: [settings.yaml]
#      ^^^^^^^^^^^^^ there is no file settings.yaml
stages:
  train: {cmd: run}
`,
        },
      },
    ],
    right: [
      {
        title: 'A file that a stage makes',
        files: {
          'dvc.yaml':
            'stages:\n  choose: {cmd: choose, outs: [best.yaml]}\n  train: {cmd: train, params: [{best.yaml: [lr]}]}\n',
        },
      },
    ],
  },
};

function checkEntry(
  { document, folder, report }: RuleContext,
  entry: StageEntry,
  problemOf: (location: string) => string | null,
): void {
  const told = new Set<string>();
  for (const stage of entry.stages)
    for (const params of stage.frozen ? [] : stage.params) {
      const problem = problemOf(params.location);
      if (problem === null) continue;
      const item = itemOfFile(document.yaml, entry, params.path);
      const range = item
        ? document.yaml.rangeOf(item.node, item.place)
        : keyRange(folder.pipeline(document), entry, 'params');
      const at = JSON.stringify(range);
      if (told.has(at)) continue;
      told.add(at);
      const isAbsent = folder.fileKind(params.location).state === 'absent';
      report(range, problem, {
        related: isAbsent ? [] : relatedOf(params.location, problem),
        fixes: () => (isAbsent ? createFix(folder, params) : []),
      });
    }
}

/** What stops a file from being read; null where nothing does, or where that cannot be known. */
function fileProblem({ document, folder }: RuleContext, location: string): string | null {
  try {
    if (folder.paramValues(location) !== null) return null;
  } catch (error) {
    if (error instanceof ManifestFault) return error.message;
    throw error;
  }
  if (folder.fileKind(location).state !== 'absent') return null;
  const project = projectOf(folder, document);
  const isMade = project.makes(location) || project.mayMake(location);
  return isMade || dataOuts(folder).holding(location)
    ? null
    : `${location} is not there, and no stage makes it`;
}

function tellFault({ document, report }: RuleContext, fault: ManifestFault, entry: StageEntry | null): void {
  const location = /^([^:\s]+):\d+/.exec(fault.message)?.[1];
  report(rangeOfFault(document, fault.path, entry).range, fault.message, {
    related: location === undefined ? [] : relatedOf(location, fault.message),
  });
}

/** Messages of readers begin with file, line and column. */
function relatedOf(location: string, message: string): Related[] {
  const [, line = '', column = '1'] = /:(\d+)(?::(\d+))?:/.exec(message) ?? [];
  if (line === '') return [];
  const start = { line: Number(line) - 1, character: Number(column) - 1 };
  return [{ location, range: { start, end: start }, message: 'it cannot be read from here on' }];
}

function createFix(folder: WorkspaceFolder, { location, keys }: StageParams): Fix[] {
  const change = addParams(
    folder,
    location,
    keys.map((key) => [key, null] as const),
  );
  return change ? [{ title: `Create ${location}`, preferred: false, changes: [change] }] : [];
}
