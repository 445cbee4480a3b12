import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Observation, RolloutEvent } from '../../../server/deployments/rollout/events.ts';
import { planOf, type RolloutPlan } from '../../../server/deployments/rollout/plan.ts';
import { reduce } from '../../../server/deployments/rollout/reduce.ts';
import { emptyTarget, type TargetState } from '../../../server/deployments/rollout/target-state.ts';

const direct: RolloutPlan = {
  shadow: null,
  steps: [],
  bakeMs: 0,
  minRequests: 10,
  inconclusive: 'hold',
  keepLoaded: 1,
  readyWithinMs: 300_000,
};
const good: Observation = { requests: 100, goBack: false, why: 'the rule', compared: 100, agreed: 100 };

function told(state: TargetState, ...events: RolloutEvent[]) {
  let decision = { state, effects: [], records: [] } as ReturnType<typeof reduce>;
  for (const event of events) decision = reduce(decision.state, event);
  return decision;
}

/** Deploys the next revision and lets it become live at once. */
function deployed(state: TargetState): TargetState {
  const number = state.revisions.length + 1;
  return told(
    state,
    { type: 'deploy', model: 'm', version: String(number), plan: direct, reason: 'asked' },
    { type: 'loaded', revision: number, warm: false },
    { type: 'warmed', revision: number, inconclusive: null },
    { type: 'promoted', revision: number },
  ).state;
}

function rolledBack(state: TargetState, to: number | null = null): TargetState {
  const begun = told(state, { type: 'rollback', to, reason: 'asked' }).state;
  const revision = begun.rollout?.to ?? null;
  const events: RolloutEvent[] = [];
  if (revision !== null) events.push({ type: 'loaded', revision, warm: true });
  return told(begun, ...events, { type: 'promoted', revision }).state;
}

const three = [1, 2, 3].reduce((state) => deployed(state), emptyTarget);

/** The third revision of the target, as it enters the first phase that sees traffic. */
function underWay(plan: Partial<RolloutPlan>): TargetState {
  return told(
    deployed(deployed(emptyTarget)),
    { type: 'deploy', model: 'm', version: '3', plan: { ...direct, ...plan }, reason: 'asked' },
    { type: 'loaded', revision: 3, warm: false },
    { type: 'warmed', revision: 3, inconclusive: null },
  ).state;
}

function ticks(from: number, to: number, observation: Observation): RolloutEvent[] {
  const events: RolloutEvent[] = [];
  for (let at = from; at <= to; at += 1_000) events.push({ type: 'tick', at, observation });
  return events;
}

describe('rolling back', () => {
  it('walks further back each time, and then takes the model offline', () => {
    const live: (number | null)[] = [];
    for (let state = three; state.live !== null; ) {
      state = rolledBack(state);
      live.push(state.live);
    }
    expect(live).toEqual([2, 1, null]);
  });

  it('marks what it leaves as bad, and never comes back to it by itself', () => {
    const four = deployed(rolledBack(three));
    expect(four.revisions.map(({ standing }) => standing)).toEqual(['healthy', 'healthy', 'bad', 'healthy']);
    expect(rolledBack(four).live).toBe(2);
  });

  it('goes to any revision that a person names, also a bad one', () => {
    expect(rolledBack(rolledBack(three), 3).live).toBe(3);
  });

  it('needs no warm-up where the revision was kept in memory', () => {
    const begun = told(three, { type: 'rollback', to: null, reason: 'asked' });
    expect(begun.effects).toEqual([{ type: 'load', revision: 2 }]);
    const { effects } = told(begun.state, { type: 'loaded', revision: 2, warm: true });
    expect(effects).toEqual([{ type: 'promote', revision: 2 }]);
  });

  it('gives up the release that is under way', () => {
    const { state, effects } = told(underWay({ steps: [{ weight: 5, durationMs: 60_000 }] }), {
      type: 'rollback',
      to: null,
      reason: 'it looks wrong',
    });
    expect(state).toMatchObject({ live: 2, rollout: null });
    expect(effects).toContainEqual({ type: 'stable' });
  });

  it.each([
    ['nothing is live', emptyTarget, null],
    ['revision 3 is live', three, 3],
    ['there is no revision 9', three, 9],
  ])('is refused where %s', (why, state, to) => {
    const { records, ...decision } = reduce(state, { type: 'rollback', to, reason: 'asked' });
    expect(records).toMatchObject([{ what: 'refused', why }]);
    expect(decision).toEqual({ state, effects: [] });
  });
});

describe('a canary', () => {
  const steps = [
    { weight: 5, durationMs: 3_000 },
    { weight: 25, durationMs: 3_000 },
  ];

  it('goes from step to step, then bakes, then is promoted', () => {
    const { state, effects } = told(underWay({ steps, bakeMs: 3_000 }), ...ticks(0, 3_000, good));
    expect(effects).toEqual([{ type: 'canary', revision: 3, weight: 25 }]);
    const baking = told(state, ...ticks(4_000, 7_000, good));
    expect(baking.effects).toEqual([{ type: 'canary', revision: 3, weight: 100 }]);
    const promoting = told(baking.state, ...ticks(8_000, 11_000, good));
    expect(promoting.effects).toEqual([{ type: 'promote', revision: 3 }]);
    expect(promoting.state.live).toBe(2);
  });

  it('goes back at once where the rule holds, and not before there are enough requests', () => {
    const bad = { ...good, goBack: true };
    const early = told(underWay({ steps }), ...ticks(0, 1_000, { ...bad, requests: 9 }));
    expect(early.state.rollout?.phase).toBe('canary');
    const { state, records } = told(early.state, ...ticks(2_000, 2_000, bad));
    expect(records).toMatchObject([{ what: 'deploy-aborted', revision: 3, from: 2 }]);
    expect(state.revisions.at(-1)?.standing).toBe('failed');
  });

  it('goes back at the end of a step where the rule cannot be told', () => {
    const { records } = told(underWay({ steps }), ...ticks(0, 3_000, { ...good, goBack: null }));
    expect(records).toMatchObject([{ what: 'deploy-aborted', why: expect.stringContaining('unknown') }]);
  });

  it('does not count the time in which the machine slept', () => {
    const events = [...ticks(0, 1_000, good), ...ticks(600_000, 601_000, good)];
    expect(told(underWay({ steps }), ...events).state.rollout).toMatchObject({ step: 0, elapsedMs: 2_000 });
  });

  it.each([
    ['hold', 'canary', []],
    ['rollback', undefined, ['deploy-aborted']],
    ['replay', 'canary', ['inconclusive']],
  ] as const)('with too few requests: %s', (inconclusive, phase, whats) => {
    const few = { ...good, requests: 3 };
    const { state, records, effects } = told(underWay({ steps, inconclusive }), ...ticks(0, 3_000, few));
    expect(state.rollout?.phase).toBe(phase);
    expect(records.map(({ what }) => what)).toEqual(whats);
    if (inconclusive === 'replay')
      expect(effects).toContainEqual({ type: 'replay', revision: 3, requests: 7 });
  });

  it('is given up where the revision itself fails while it serves', () => {
    const { state } = told(underWay({ steps }), { type: 'failed', revision: 3, reason: 'SIGSEGV' });
    expect(state).toMatchObject({ live: 2, rollout: null });
  });

  it('holds a second rollout off', () => {
    const { records } = told(underWay({ steps }), {
      type: 'deploy',
      model: 'm',
      version: '4',
      plan: direct,
      reason: 'asked',
    });
    expect(records).toMatchObject([{ what: 'refused' }]);
  });
});

describe('a shadow', () => {
  const shadow = { sample: 0.5, durationMs: 2_000, agreement: 0.99 };

  it.each([
    ['goes on where enough answers agree', 99, 'promoting'],
    ['gives up where fewer do', 98, undefined],
  ])('%s', (_, agreed, phase) => {
    const { state } = told(underWay({ shadow }), ...ticks(0, 2_000, { ...good, agreed }));
    expect(state.rollout?.phase).toBe(phase);
  });

  it('is left out on a first release, with nothing to compare with', () => {
    const { state } = told(
      emptyTarget,
      {
        type: 'deploy',
        model: 'm',
        version: '1',
        plan: { ...direct, shadow, bakeMs: 1_000 },
        reason: 'asked',
      },
      { type: 'loaded', revision: 1, warm: false },
      { type: 'warmed', revision: 1, inconclusive: null },
    );
    expect(state.rollout?.phase).toBe('promoting');
  });
});

it('takes its plan from the manifest', () => {
  const deploy = parse(`
    target: live
    shadow: {sample: 0.1, for: 10m, rtol: 1.0e-4, agreement: 0.99}
    canary:
      steps: [{weight: 5, for: 5m}, {weight: 25, for: 10m}]
      bake: 15m
      min_requests: 700
    rollback: {keep_loaded: 2}
  `);
  expect(planOf(deploy)).toEqual({
    shadow: { sample: 0.1, durationMs: 600_000, agreement: 0.99 },
    steps: [
      { weight: 5, durationMs: 300_000 },
      { weight: 25, durationMs: 600_000 },
    ],
    bakeMs: 900_000,
    minRequests: 700,
    inconclusive: 'hold',
    keepLoaded: 2,
    readyWithinMs: 300_000,
  });
});

describe('making a revision ready', () => {
  const begun = told(deployed(emptyTarget), {
    type: 'deploy',
    model: 'm',
    version: '2',
    plan: { ...direct, readyWithinMs: 10_000 },
    reason: 'asked',
  }).state;
  const unseen = (from: number, to: number) =>
    ticks(from, to, good).map((tick) => ({ ...tick, observation: null }) as RolloutEvent);

  it('is given up when loading takes longer than it may', () => {
    expect(told(begun, ...unseen(0, 10_000)).state.rollout?.phase).toBe('loading');
    const { state, records } = told(begun, ...unseen(0, 11_000));
    expect([state.rollout, state.live]).toEqual([null, 1]);
    expect(records).toMatchObject([
      { what: 'deploy-aborted', why: 'loading took more than 10s (deploy.ready_within)' },
    ]);
  });

  it('has as long again for the warm-up', () => {
    const warming = told(begun, ...unseen(0, 9_000), { type: 'loaded', revision: 2, warm: false });
    expect(told(warming.state, ...unseen(10_000, 20_000)).state.rollout?.phase).toBe('warming');
    expect(told(warming.state, ...unseen(10_000, 21_000)).records).toMatchObject([
      { what: 'deploy-aborted', why: 'the warm-up took more than 10s (deploy.ready_within)' },
    ]);
  });

  it('is not held to time in which the machine slept', () => {
    const slept = told(begun, ...unseen(0, 5_000), ...unseen(9_000_000, 9_005_000));
    expect(slept.state.rollout?.phase).toBe('loading');
  });

  it('goes on where the warm-up says nothing, and that is written down', () => {
    const { state, records } = told(
      begun,
      { type: 'loaded', revision: 2, warm: false },
      { type: 'warmed', revision: 2, inconclusive: 'no data' },
    );
    expect(state.rollout?.phase).toBe('promoting');
    expect(records).toMatchObject([{ what: 'inconclusive', why: 'no data' }, { what: 'phase-begun' }]);
  });
});
