import { describe, expect, it } from 'vitest';
import { parseWorkspaceManifest } from '../../../server/manifests/workspace/parse-workspace-manifest.ts';

/** `¦` marks where the problem is told; it is taken out before parsing. */
function problemAt(marked: string) {
  const before = marked.slice(0, marked.indexOf('¦')).split('\n');
  const { problems, value } = parseWorkspaceManifest(marked.replace('¦', ''));
  return { problems, value, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const everyPart = `
slipway: 1
tracker: team
trackers: {team: {uri: "https://mlflow.example.com/", tokenEnv: TEAM_MLFLOW_TOKEN}}
executors:
  local: {kind: local, cpu: 2, memory: 16GiB, gpus: auto}
targets:
  live: {kind: local, port: 8085, device: auto, memory: 4GiB, scale_to_zero: 10m}
  production:
    kind: gitops
    repository: git@example.com:team/serving.git
    branch: main
    via: pull-request
    protected: {approvals: 1, not_requester: true, expires: 7d}
schedules:
  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *", time_zone: Europe/Vienna}
  - {name: new-data, pipeline: dvc.yaml, on: {arrives: "data/incoming/*.parquet"}}
rates:
  - {machine: local, provider: cpu, per_hour: 0.05, currency: EUR, source: own estimate, date: 2026-11-01}
budgets: {per_run: 5.0, per_month: 200.0, on_exceed: hold}
off_peak: {start: "22:00", end: "06:00", days: mon-fri, time_zone: Europe/Vienna}
identity: {kind: ssh, signers: allowed_signers, read_from: origin/main}
roles: {viewer: ["*"], developer: [ana@example.com], approver: [bo@example.com]}
audit: {anchor: git-tag}
rules: {SW140: "off"}
`;

const wholePipeline = {
  pipeline: 'dvc.yaml',
  stages: [],
  reach: 'upstream',
  jobs: null,
  keepGoing: false,
  set: [],
  offPeak: false,
};

describe('slipway.yaml', () => {
  it.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost'])(
    'lets a target listen at %s without more',
    (host) => {
      const { value, problems } = parseWorkspaceManifest(
        `slipway: 1\ntargets: {a: {kind: local, host: "${host}"}}`,
      );
      expect([problems, value.targets[0]?.place]).toEqual([[], expect.objectContaining({ host })]);
    },
  );

  it('is read whole, and its trackers are known by name', () => {
    expect(parseWorkspaceManifest(everyPart)).toEqual({
      value: {
        auditAnchor: 'git-tag',
        auditPush: null,
        approvalRules: {
          signers: 'allowed_signers',
          readFrom: 'origin/main',
          approvers: ['bo@example.com'],
        },
        tracker: 'team',
        trackers: [
          { name: 'team', uri: 'https://mlflow.example.com', tokenEnv: 'TEAM_MLFLOW_TOKEN', username: null },
        ],
        localSlots: { cpu: 2, memoryBytes: 16 * 2 ** 30, gpus: null },
        schedules: [
          {
            ...wholePipeline,
            name: 'nightly',
            trigger: { kind: 'cron', cron: '0 2 * * *', timeZone: 'Europe/Vienna' },
            line: 16,
          },
          {
            ...wholePipeline,
            name: 'new-data',
            trigger: { kind: 'arrives', glob: 'data/incoming/*.parquet', settleMs: 2_000 },
            line: 17,
          },
        ],
        offPeak: {
          startMinute: 22 * 60,
          endMinute: 6 * 60,
          days: [1, 2, 3, 4, 5],
          timeZone: 'Europe/Vienna',
        },
        refusedTargets: [],
        targets: [
          {
            name: 'live',
            place: {
              kind: 'local',
              port: 8085,
              host: '127.0.0.1',
              tls: null,
              tokenFile: null,
              devices: ['auto'],
              replicas: { min: 1, max: 1 },
              memoryBytes: 4 * 2 ** 30,
              scaleToZeroMs: 600_000,
            },
            protection: null,
            line: 8,
          },
          {
            name: 'production',
            place: {
              kind: 'gitops',
              repository: 'git@example.com:team/serving.git',
              branch: 'main',
              path: 'slipway',
              via: 'pull-request',
            },
            protection: { approvals: 1, notRequester: true, expiresMs: 7 * 24 * 3_600_000 },
            line: 9,
          },
        ],
      },
      problems: [],
    });
  });

  it.each([
    ['slipway: ¦2', '"slipway" is 2; expected 1'],
    ['slipway: 1\n¦tracers: {}', 'the file has no key "tracers"; did you mean "trackers"?'],
    [
      'slipway: 1\ntrackers:\n  ¦local: {uri: "http://a"}',
      '"local" always means the tracker of this workspace',
    ],
    ['slipway: 1\ntrackers:\n  a: ¦{tokenEnv: A}', '"trackers.a" lacks "uri"'],
    [
      'slipway: 1\ntrackers: {a: {uri: ¦"https://me:pw@host"}}',
      'expected an http:// or https:// address without credentials',
    ],
    ['slipway: 1\ntrackers: {a: {uri: "http://h", tokenEnv: ¦s3cr-et}}', '(not the token itself)'],
    ['slipway: 1\ntracker: ¦team', 'expected local or a name under trackers'],
    ['slipway: 1\nexecutors: {a: {kind: ¦locl}}', 'expected one of "local", "ray", "slurm", "kubernetes"'],
    ['slipway: 1\nexecutors: {a: {kind: local, gpus: ¦many}}', 'expected "auto" or a whole number'],
    ['slipway: 1\nexecutors: {local: {kind: ¦ray}}', '"executors.local.kind" is "ray"; expected "local"'],
    [
      'slipway: 1\nexecutors: {local: {kind: local, memory: ¦16}}',
      'expected a size with its unit, like 16GiB',
    ],
    ['slipway: 1\ntargets: {a: {kind: gitops, repository: r, ¦port: 1}}', 'has no key "port"'],
    ['slipway: 1\ntargets: {a: {kind: local, replicas: ¦4..2}}', '"targets.a": "4..2" is the most before'],
    [
      'slipway: 1\ntargets: {a: {kind: local, host: ¦192.168.0.7}}',
      'expected "tls" and "token_file" beside it',
    ],
    [
      'slipway: 1\nschedules:\n  - ¦{name: a, pipeline: dvc.yaml}',
      '"schedules.0": expected either "cron" or "on"',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, cron: ¦"61 2 * * *"}',
      '"61 2 * * *" is no time: Invalid value for minute: 61',
    ],
    ['slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, cron: ¦"0 2 * *"}', 'expected five fields'],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, cron: ¦"0 0 31 2 *"}',
      'it would never start',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, cron: "0 2 * * *", time_zone: ¦Mars/Base}',
      'expected one like Europe/Vienna',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, on: {arrives: ¦"../in/*"}}',
      'leads out of the workspace folder',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, cron: "0 2 * * *", set: [lr=1, ¦"+=2"]}',
      '"+=2" sets no param',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, on: ¦{settle: 2s}}',
      'expected either "arrives" or "changes" under "on"',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, on: {changes: [data]}}\n  - {name: ¦a, pipeline: dvc.yaml, on: {changes: [data]}}',
      'there is another schedule "a"',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: dvc.yaml, on: {changes: [data]}, off_peak: ¦true}',
      'no off_peak hours to wait for',
    ],
    [
      'slipway: 1\nschedules:\n  - {name: a, pipeline: ¦train.yaml, cron: "0 2 * * *"}',
      'the path of a dvc.yaml',
    ],
    [
      'slipway: 1\noff_peak: {start: "22:00", end: "06:00", time_zone: ¦Mars/Base}',
      'expected one like Europe/Vienna',
    ],
    ['slipway: 1\n¦slipway: 1', '"slipway" is given twice'],
    ['¦', 'the file is empty; expected a mapping'],
  ])('says where and what in %j', (marked, message) => {
    const { problems, line, column } = problemAt(marked);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]).toMatchObject({ line, column });
  });

  it('goes on with the trackers that have no problem', () => {
    const { value, problems } = parseWorkspaceManifest(
      'slipway: 1\ntracker: broken\ntrackers: {broken: {uri: ftp://x}, good: {uri: "http://h:5000"}}',
    );
    expect(problems).toHaveLength(1);
    expect(value.tracker).toBe('local');
    expect(value.trackers.map(({ name }) => name)).toEqual(['good']);
  });

  it('takes the whole machine where executors.local has a problem, and says which part has it', () => {
    const { value, problems } = parseWorkspaceManifest(
      'slipway: 1\nexecutors: {local: {kind: local, cpu: 1, gpu: 0}}',
    );
    expect(value.localSlots).toEqual({ cpu: null, memoryBytes: null, gpus: null });
    expect(problems).toMatchObject([
      { part: 'executors', message: '"executors.local" has no key "gpu"; did you mean "gpus"?' },
    ]);
  });

  it('falls back to the local tracker where the file is no YAML', () => {
    const { value, problems } = parseWorkspaceManifest('slipway: [1\ntracker: x');
    expect(problems.length).toBeGreaterThan(0);
    expect(value).toMatchObject({ tracker: 'local', trackers: [], schedules: [], offPeak: null });
  });

  it('reports aliases that multiply and is done at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${
          level
            ? Array(9)
                .fill(`*a${level - 1}`)
                .join(', ')
            : '1'
        }]`,
    );
    const { problems, value } = parseWorkspaceManifest(levels.join('\n'));
    expect(problems[0]?.message).toContain('aliases');
    expect(value.trackers).toEqual([]);
  });
});
