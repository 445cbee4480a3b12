import { nearestName } from '../../../core/nearest-name.ts';
import type { Fix, Rule } from '../rule.ts';
import { type LocatedMistake, workspaceMistakes } from '../workspace-mistakes.ts';

export const refusedEntry: Rule = {
  code: 'SW132',
  name: 'refused-entry',
  severity: 'error',
  summary: 'An entry of slipway.yaml is of the right form and still cannot be meant.',
  description:
    'Two schedules of one name, a schedule with both a time and an event or with neither, a time zone that there is not, or a path out of the workspace folder. The entry is left out, and the rest of the file is in use.',
  kinds: ['workspace'],
  check({ document, report }) {
    for (const mistake of workspaceMistakes(document))
      if (mistake.kind === 'refused')
        report(mistake.range, mistake.message, { fixes: () => renameZone(document.location, mistake) });
  },
  examples: {
    wrong: [
      {
        title: 'Two of one name',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *"}
  - {name: nightly, pipeline: dvc.yaml, cron: "0 3 * * *"}
#          ^^^^^^^ there is another schedule "nightly"
`,
        },
      },
      {
        title: 'Both a time and an event, and neither',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - name: both
#   ^^^^ expected either "cron" or "on"
    pipeline: dvc.yaml
    cron: "0 2 * * *"
    on: {changes: [data]}
  - {name: neither, pipeline: dvc.yaml}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected either "cron" or "on"
`,
        },
      },
      {
        title: 'A path that leads outside',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - {name: new, pipeline: dvc.yaml, on: {arrives: "../incoming/*.csv"}}
#                                                 ^^^^^^^^^^^^^^^^^^^ leads out of the workspace folder
`,
        },
      },
      {
        title: 'A time zone that there is not',
        files: {
          'slipway.yaml': `slipway: 1
off_peak: {start: "22:00", end: "06:00", time_zone: Europe/Viena}
#                                                   ^^^^^^^^^^^^ "Europe/Viena" is no time zone that this machine knows
`,
        },
        fixed: {
          'slipway.yaml': 'slipway: 1\noff_peak: {start: "22:00", end: "06:00", time_zone: Europe/Vienna}\n',
        },
      },
    ],
    right: [
      {
        title: 'A time in a zone',
        files: {
          'slipway.yaml':
            'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, cron: "0 2 * * *", time_zone: Europe/Vienna}\n',
        },
      },
      {
        title: 'An entry that the schema has told of is not told of again',
        files: {
          'slipway.yaml': 'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, crn: "0 2 * * *"}\n',
        },
      },
    ],
  },
};

function renameZone(location: string, { path, at, range }: LocatedMistake): Fix[] {
  if (path.at(-1) !== 'time_zone' || at.alias || at.value.node.kind !== 'scalar') return [];
  const near = nearestName(String(at.value.node.value), Intl.supportedValuesOf('timeZone'));
  return near === null || near === at.value.node.value
    ? []
    : [{ title: `Change to ${near}`, preferred: true, changes: [{ location, range, newText: near }] }];
}
