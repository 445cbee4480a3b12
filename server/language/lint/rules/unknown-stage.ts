import { adviseName } from '../../../core/nearest-name.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { locationIn, modelReferencesOf } from '../../model/model-references.ts';
import { readPaths } from '../../pipeline/stage-paths.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Rule } from '../rule.ts';
import { nearestFix, rangeOf } from '../written-range.ts';

export const unknownStage: Rule = {
  code: 'SW141',
  name: 'unknown-stage',
  severity: 'error',
  summary: 'A model manifest names a stage or a pipeline that is not there.',
  description:
    "Gates read only metrics of an evaluation that Slipway itself has started: of the stage under `evaluate.stage`. It is named as in its `dvc.yaml`, with the file before it where that is not the folder's own: `train/dvc.yaml:evaluate`.",
  kinds: ['model'],
  check({ document, folder, report }) {
    for (const { kind, name } of modelReferencesOf(document)) {
      if (kind === 'pipeline') {
        const places = [locationIn(document, name.text), joinLocation('.', name.text)];
        if (places.some((place) => folder.document(place) || folder.fileKind(place).state !== 'absent'))
          continue;
        const known = folder.documentsOf('pipeline').map(({ location }) => location);
        const advice = known.length > 0 ? `; ${adviseName(name.text, known)}` : '';
        report(rangeOf(document, name.at), `there is no pipeline ${name.text}${advice}`, {
          fixes: () => nearestFix(document, name, known),
        });
      }
      if (kind !== 'stage') continue;
      const stages = stageNames(folder);
      if (stages === null || stages.includes(name.text)) continue;
      const message =
        stages.length === 0
          ? `there is no stage "${name.text}": the folder has no dvc.yaml with stages`
          : `there is no stage "${name.text}"; ${adviseName(name.text, stages)}`;
      report(rangeOf(document, name.at), message, { fixes: () => nearestFix(document, name, stages) });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt stage',
        files: {
          'fraud.model.yaml': `evaluate: {stage: evalute}
#                 ^^^^^^^ there is no stage "evalute"; did you mean "evaluate"?
retrain: {pipeline: pipelines/dvc.yaml}
#                   ^^^^^^^^^^^^^^^^^^ there is no pipeline pipelines/dvc.yaml
`,
          'dvc.yaml': 'stages:\n  evaluate: {cmd: python evaluate.py}\n',
        },
        fixed: {
          'fraud.model.yaml': 'evaluate: {stage: evaluate}\nretrain: {pipeline: pipelines/dvc.yaml}\n',
        },
      },
      {
        title: 'No pipeline at all',
        files: {
          'fraud.model.yaml': `evaluate: {stage: evaluate}
#                 ^^^^^^^^ the folder has no dvc.yaml with stages
`,
        },
      },
    ],
    right: [
      {
        title: 'Stages of a group, and of another folder',
        files: {
          'models/a.model.yaml': 'evaluate: {stage: evaluate@small}\nretrain: {pipeline: dvc.yaml}\n',
          'models/b.model.yaml': 'evaluate: {stage: "train/dvc.yaml:check"}\n',
          'dvc.yaml': `stages:
  evaluate: {foreach: [small, large], do: {cmd: "python evaluate.py \${item}"}}
`,
          'train/dvc.yaml': 'stages:\n  check: {cmd: python check.py}\n',
        },
      },
      {
        title: 'A pipeline that cannot be read now',
        files: {
          'fraud.model.yaml': 'evaluate: {stage: evaluate}\n',
          'dvc.yaml': `stages:
  train: {cmd: "python \${nothing}"}
`,
        },
      },
    ],
  },
};

/** As they can be named; null where some of them cannot be read now. */
function stageNames(folder: WorkspaceFolder): string[] | null {
  const names = new Set<string>();
  for (const { document, entries, fault } of folder.pipelines()) {
    if (fault || document.isBroken || entries.some((entry) => entry.fault)) return null;
    for (const { name, paths } of entries) {
      names.add(name);
      for (const stage of readPaths(paths)) names.add(stage.name).add(stage.address);
    }
  }
  return [...names];
}
