import type { RevisionView, TargetTraffic, TargetView } from '../../../../schemas/protocol/deployments.ts';
import type { DeploymentState } from '../../../../schemas/protocol/views/deployment.ts';

/** `rollout`: a canary at its second step. `gone`: the target is no longer there. */
export type DeploymentScenario = 'rollout' | 'serving' | 'empty' | 'asleep' | 'unreachable' | 'gone';

const digests = { model: 'a3f1'.repeat(16), manifest: 'b7c2'.repeat(16), data: null };

export function fakeDeployment(scenario: DeploymentScenario, now: number): DeploymentState {
  const target = { folder: 'file:///projects/churn', tracker: '', name: 'live' };
  const view = scenario === 'gone' ? null : fakeTarget(scenario, now);
  return {
    target,
    view,
    problem: null,
    at: now,
    signature:
      view === null || view.live === null
        ? null
        : {
            model: 'fraud',
            inputs: [
              { name: 'x', datatype: 'FP32', shape: [-1, 2], columns: ['amount', 'age'] },
              { name: 'country', datatype: 'BYTES', shape: [-1, 1], columns: ['country'] },
            ],
            outputs: [{ name: 'proba', datatype: 'FP32', shape: [-1, 2], columns: [] }],
          },
    signatureProblem: null,
    canRun: true,
    sending: false,
    answer:
      scenario === 'serving'
        ? {
            kind: 'answer',
            status: 200,
            body: '{"model_name":"fraud","model_version":"4","outputs":[{"name":"proba","shape":[1,2],"datatype":"FP32","data":[0.9312,0.0688]}]}',
            durationMs: 1.84,
          }
        : null,
    focusRequest: 0,
  };
}

/** What a second of a made-up load looks like. */
export function fakeTraffic(scenario: DeploymentScenario, at: number): TargetTraffic {
  const wave = Math.sin(at / 9_000) + Math.sin(at / 3_100) / 3;
  const share = scenario === 'rollout' ? 0.25 : 0;
  const total = 310 + 40 * wave;
  const of = (revision: number, weight: number, slower: number) => ({
    revision,
    weight: 100 * weight,
    requestsPerSecond: total * weight,
    errorsPerSecond: revision === 5 && wave > 0.9 ? 0.4 : 0,
    p50Ms: 1.4 * slower,
    p95Ms: (2.9 + 0.3 * wave) * slower,
    p99Ms: (6.2 + wave) * slower,
    device: 'cpu',
    memoryBytes: 118_000_000,
    burnRate: revision === 5 ? 1.7 + wave / 2 : 0.12,
  });
  return { target: 'live', at, revisions: [of(4, 1 - share, 1), ...(share > 0 ? [of(5, share, 1.3)] : [])] };
}

function fakeTarget(scenario: Exclude<DeploymentScenario, 'gone'>, now: number): TargetView {
  const isEmpty = scenario === 'empty';
  const isRolling = scenario === 'rollout';
  return {
    name: 'live',
    kind: 'local',
    line: 7,
    state: isEmpty ? 'offline' : scenario === 'rollout' ? 'serving' : scenario,
    problem:
      scenario === 'unreachable'
        ? 'The inference server does not answer on port 8085: another program listens there. Stop it, or give the target another port in slipway.yaml.'
        : null,
    url: isEmpty ? null : 'http://127.0.0.1:8085',
    asksToken: false,
    alert: null,
    rollbackDelay: null,
    live: isEmpty ? null : 4,
    rollback: isEmpty ? null : { to: 2 },
    revisions: isEmpty ? [] : fakeRevisions(now, isRolling),
    requests: [],
    rollout: isRolling
      ? {
          kind: 'deploy',
          to: 5,
          phase: 'canary',
          step: 1,
          steps: [
            { weight: 5, durationMs: 300_000 },
            { weight: 25, durationMs: 600_000 },
          ],
          elapsedMs: 191_000,
          durationMs: 600_000,
          reason: '',
          waitsFor: null,
        }
      : null,
  };
}

function fakeRevisions(now: number, isRolling: boolean): RevisionView[] {
  const revision = (number: number, version: string, change: Partial<RevisionView> = {}): RevisionView => ({
    number,
    model: 'fraud',
    version,
    standing: 'healthy',
    createdAt: now - (6 - number) * 86_400_000,
    actor: 'ana@workstation',
    channel: 'editor',
    reason: '',
    overridden: null,
    approval: null,
    digests,
    ...change,
  });
  return [
    ...(isRolling ? [revision(5, '8', { standing: 'candidate', reason: 'trained on October' })] : []),
    revision(4, '7', { channel: 'ci', actor: 'ci@github' }),
    revision(3, '6', { standing: 'bad', reason: 'more false alarms at night' }),
    revision(2, '5', { overridden: 'val/loss is logged under another name in this version' }),
    revision(1, '3', { standing: 'failed', reason: 'first try', channel: 'cli' }),
  ];
}
