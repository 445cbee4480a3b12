import type { Range } from 'vscode-languageserver-types';
import { adviseName, nearestName } from '../../../core/nearest-name.ts';
import { isSpoilt } from '../../../manifests/schema/spoilt.ts';
import { readPaths } from '../../pipeline/stage-paths.ts';
import { schemaProblems } from '../../schema/schema-problems.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { keyText } from '../../yaml/node.ts';
import { entryOf, itemsOf, textOf, textsOf, type WrittenText } from '../../yaml/reading.ts';
import type { Fix, Rule, RuleContext } from '../rule.ts';
import { workspaceMistakes } from '../workspace-mistakes.ts';

export const undefinedName: Rule = {
  code: 'SW131',
  name: 'undefined-name',
  severity: 'error',
  summary: 'slipway.yaml names a tracker, pipeline or stage that there is not.',
  description:
    'An unknown tracker leaves runs with the local one; a schedule whose pipeline or stage is not there fails when its time comes.',
  kinds: ['workspace'],
  check(context) {
    const { document, report } = context;
    for (const { kind, at, range, message } of workspaceMistakes(document)) {
      if (kind !== 'undefined-name') continue;
      const names = [
        'local',
        ...document.yaml.pairsAt(['trackers']).flatMap(({ pair }) => keyText(pair.key) ?? []),
      ];
      const written = at.alias ? null : String(at.value.node.kind === 'scalar' ? at.value.node.value : '');
      report(range, message, {
        fixes: () => (written === null ? [] : renames(context, written, range, names)),
      });
    }
    checkSchedules(context);
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt tracker',
        files: {
          'slipway.yaml': `slipway: 1
tracker: taem
#        ^^^^ "tracker" is "taem"; expected local or a name under trackers (team)
trackers: {team: {uri: "https://mlflow.example.com"}}
`,
        },
        fixed: {
          'slipway.yaml':
            'slipway: 1\ntracker: team\ntrackers: {team: {uri: "https://mlflow.example.com"}}\n',
        },
      },
      {
        title: 'A pipeline and a stage that there are not',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - {name: nightly, pipeline: modles/dvc.yaml, cron: "0 2 * * *"}
#                             ^^^^^^^^^^^^^^^ there is no pipeline "modles/dvc.yaml"; did you mean "models/dvc.yaml"?
  - {name: hourly, pipeline: models/dvc.yaml, stages: [trian], cron: "0 * * * *"}
#                                                      ^^^^^ "models/dvc.yaml" has no stage "trian"; did you mean "train"?
`,
          'models/dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n',
        },
        fixed: {
          'slipway.yaml': `slipway: 1
schedules:
  - {name: nightly, pipeline: models/dvc.yaml, cron: "0 2 * * *"}
  - {name: hourly, pipeline: models/dvc.yaml, stages: [train], cron: "0 * * * *"}
`,
        },
      },
    ],
    right: [
      {
        title: 'A stage, a group of stages and one of them',
        files: {
          'slipway.yaml':
            'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, stages: [train, each, each@x], cron: "0 2 * * *"}\n',
          'dvc.yaml':
            'stages:\n  train:\n    cmd: python train.py\n  each:\n    foreach: [x, y]\n    do: {cmd: echo}\n',
        },
      },
    ],
  },
};

function checkSchedules(context: RuleContext): void {
  const { document, folder, report } = context;
  const { yaml } = document;
  const faults = schemaProblems(document);
  const rangeOf = ({ at }: WrittenText) => yaml.rangeOf(at.node, at.place);
  for (const [index, schedule] of itemsOf(yaml, yaml.find(['schedules'])).entries()) {
    if (schedule.node.kind !== 'map' || isSpoilt(faults, ['schedules', index])) continue;
    const pipeline = textOf(entryOf(yaml, schedule, 'pipeline'));
    if (!pipeline) continue;
    const stages = stagesOf(folder, pipeline.text);
    if (stages === 'absent') {
      const known = folder.documentsOf('pipeline').map(({ location }) => location);
      const advice = known.length > 0 ? `; ${adviseName(pipeline.text, known)}` : '';
      report(rangeOf(pipeline), `there is no pipeline "${pipeline.text}"${advice}`, {
        fixes: () => renames(context, pipeline.text, rangeOf(pipeline), known),
      });
    }
    if (typeof stages === 'string') continue;
    for (const stage of textsOf(yaml, entryOf(yaml, schedule, 'stages')))
      if (stages.get(stage.text) === undefined && !stages.get(stage.text.split('@')[0] ?? '')?.isOpen)
        report(
          rangeOf(stage),
          `"${pipeline.text}" has no stage "${stage.text}"; ${adviseName(stage.text, [...stages.keys()])}`,
          { fixes: () => renames(context, stage.text, rangeOf(stage), [...stages.keys()]) },
        );
  }
}

interface NamedStage {
  /** A group whose stages cannot be told now. */
  isOpen: boolean;
}

/** Stages, groups and stages of groups by name. `unknown`: the file cannot be read now. */
function stagesOf(folder: WorkspaceFolder, location: string): Map<string, NamedStage> | 'absent' | 'unknown' {
  const document = folder.document(location);
  if (!document) return folder.fileKind(location).state === 'absent' ? 'absent' : 'unknown';
  if (document.isBroken || document.isTooLong) return 'unknown';
  const names = new Map<string, NamedStage>();
  for (const { name, paths, hasStages } of folder.pipeline(document).entries) {
    names.set(name, { isOpen: !hasStages });
    for (const stage of readPaths(paths)) names.set(stage.name, { isOpen: false });
  }
  return names;
}

function renames(
  { document: { location } }: RuleContext,
  text: string,
  range: Range,
  known: readonly string[],
): Fix[] {
  const near = nearestName(text, known);
  return near === null
    ? []
    : [{ title: `Rename to "${near}"`, preferred: true, changes: [{ location, range, newText: near }] }];
}
