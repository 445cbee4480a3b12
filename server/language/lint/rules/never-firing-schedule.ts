import { parseCron } from '../../../core/cron.ts';
import { insertEntry } from '../../edits/entry-edits.ts';
import { monitorsOf } from '../../model/gates.ts';
import { entryOf, textOf } from '../../yaml/reading.ts';
import type { Fix, Rule, RuleContext } from '../rule.ts';
import { workspaceMistakes } from '../workspace-mistakes.ts';

export const neverFiringSchedule: Rule = {
  code: 'SW130',
  name: 'never-firing-schedule',
  severity: 'error',
  summary: 'A schedule waits for a time that never comes.',
  description:
    'No year has a 31st of February, and off-peak hours that the file does not say never begin. Nothing is started, and nothing tells of it.',
  kinds: ['workspace', 'model'],
  check(context) {
    if (context.document.kind === 'model') checkMonitors(context);
    else
      for (const { kind, path, range, message } of workspaceMistakes(context.document))
        if (kind === 'never-starts')
          context.report(range, message, {
            fixes: () => (path.at(-1) === 'off_peak' ? insertHours(context) : []),
          });
  },
  examples: {
    wrong: [
      {
        title: 'A day that no month has',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 31 2 *"}
#                                             ^^^^^^^^^^^^ no day has that date: it would never start
`,
        },
      },
      {
        title: 'Off-peak hours that the file does not say',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *", off_peak: true}
#                                                                    ^^^^ the file says no off_peak hours
`,
        },
        fixed: {
          'slipway.yaml':
            'slipway: 1\nschedules:\n  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *", off_peak: true}\noff_peak: {start: "22:00", end: "06:00"}\n',
        },
      },
      {
        title: 'A monitor on a day that no month has',
        files: {
          'fraud.model.yaml': `slipway: 1
name: fraud
artifact: model.onnx
monitors:
  - {name: inputs, reference: data/train.parquet, schedule: "0 0 30 2 *"}
#                                                           ^^^^^^^^^^^^ it would never start
`,
        },
      },
    ],
    right: [
      {
        title: 'A day that comes every fourth year',
        files: {
          'slipway.yaml':
            'slipway: 1\nschedules:\n  - {name: leap, pipeline: dvc.yaml, cron: "0 0 29 2 *", off_peak: true}\noff_peak: {start: "22:00", end: "06:00"}\n',
        },
      },
    ],
  },
};

function checkMonitors({ document, report }: RuleContext): void {
  for (const monitor of monitorsOf(document)) {
    const schedule = textOf(entryOf(document.yaml, monitor, 'schedule'));
    if (schedule && neverComes(schedule.text))
      report(
        document.yaml.rangeOf(schedule.at.node, schedule.at.place),
        `"${schedule.text}" is no time: no day has that date: it would never start`,
      );
  }
}

function neverComes(cron: string): boolean {
  try {
    return parseCron(cron, 'UTC').next(0) === null;
  } catch {
    return false;
  }
}

function insertHours({ document: { yaml, location } }: RuleContext): Fix[] {
  const mapping = { flow: false, entries: yaml.pairsAt([]) };
  const before = mapping.entries.map(({ pair }) => String(pair.key.kind === 'scalar' ? pair.key.value : ''));
  const edit = insertEntry(yaml, mapping, {
    key: 'off_peak',
    value: '{start: "22:00", end: "06:00"}',
    before,
  });
  return edit ? [{ title: 'Insert off-peak hours', preferred: true, changes: [{ location, ...edit }] }] : [];
}
