import { nearestName } from '../../../core/nearest-name.ts';
import type { Fix, Rule } from '../rule.ts';
import { type LocatedMistake, workspaceMistakes } from '../workspace-mistakes.ts';

export const refusedEntry: Rule = {
  code: 'SW132',
  name: 'refused-entry',
  severity: 'error',
  summary: 'An entry of slipway.yaml is of the right form and still cannot be meant.',
  description:
    'Two schedules of one name, a schedule with both a time and an event or with neither, a time zone that there is not, or a path out of the workspace folder; a target with more replicas at least than at most, or one that can be reached from elsewhere without TLS and tokens. The entry is left out, and the rest of the file is in use.',
  kinds: ['workspace'],
  check({ document, report }) {
    for (const mistake of workspaceMistakes(document))
      if (mistake.kind === 'refused')
        report(mistake.range, mistake.message, { fixes: () => fixOf(document.location, mistake) });
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
      {
        title: 'More replicas at least than at most',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  live: {kind: local, port: 8085, replicas: 4..2}
#                                           ^^^^ is the most before the least; expected 2..4
`,
        },
        fixed: {
          'slipway.yaml': 'slipway: 1\ntargets:\n  live: {kind: local, port: 8085, replicas: 2..4}\n',
        },
      },
      {
        title: 'A target that others can reach without a token',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  live: {kind: local, port: 8443, host: 0.0.0.0, tls: {cert: c.pem, key: k.pem}}
#                                       ^^^^^^^ can be reached from elsewhere than this machine: expected "tls" and "token_file"
`,
        },
      },
    ],
    right: [
      {
        title: 'A target that others may reach, by HTTPS and with a token',
        files: {
          'slipway.yaml':
            'slipway: 1\ntargets:\n  live: {kind: local, port: 8443, host: 0.0.0.0, tls: {cert: c.pem, key: k.pem}, token_file: tokens.txt}\n',
        },
      },
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

function fixOf(location: string, { path, at, range }: LocatedMistake): Fix[] {
  if (at.alias || at.value.node.kind !== 'scalar') return [];
  const written = String(at.value.node.value);
  const newText =
    path.at(-1) === 'replicas' ? leastFirst(written) : path.at(-1) === 'time_zone' ? zoneNear(written) : null;
  if (newText === null || newText === written) return [];
  return [{ title: `Change to ${newText}`, preferred: true, changes: [{ location, range, newText }] }];
}

function zoneNear(written: string): string | null {
  return nearestName(written, Intl.supportedValuesOf('timeZone'));
}

/** Null where the two are in order. */
function leastFirst(written: string): string | null {
  const [least = '', most = least] = written.split('..');
  return Number(most) < Number(least) ? `${most}..${least}` : null;
}
