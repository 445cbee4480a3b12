/**
 * As `rollout-simulation.test.ts`, for a place that others change, too: a branch of a repository. What is released is a commit, or a
 * request that others merge or close; others revert by hand, at any time; the runner is killed at every point. The world is a model
 * of the branch; the reducer is the real one.
 */
import { describe, expect, it } from 'vitest';
import type { Effect, RolloutEvent } from '../../../server/deployments/rollout/events.ts';
import type { RolloutPlan } from '../../../server/deployments/rollout/plan.ts';
import { reduce } from '../../../server/deployments/rollout/reduce.ts';
import { emptyTarget, type TargetState } from '../../../server/deployments/rollout/target-state.ts';

const plan: RolloutPlan = {
  shadow: null,
  steps: [],
  bakeMs: 0,
  minRequests: 0,
  inconclusive: 'hold',
  keepLoaded: 0,
  readyWithinMs: null,
};

interface World {
  /** What the branch says; null: nothing. */
  branch: number | null;
  /** What waits to be merged; `undefined`: nothing does. */
  proposed: number | null | undefined;
  /** Of everything that was ever on the branch: what it may be reverted to. */
  history: readonly (number | null)[];
  alias: number | null;
}

interface Config {
  state: TargetState;
  world: World;
  effects: readonly Effect[];
  inbox: readonly RolloutEvent[];
  deploys: number;
  rollbacks: number;
  reverts: number;
  crashes: number;
}

const start: Config = {
  state: emptyTarget,
  world: { branch: null, proposed: undefined, history: [null], alias: null },
  effects: [],
  inbox: [],
  deploys: 2,
  rollbacks: 2,
  reverts: 1,
  crashes: 1,
};

const changes = /^(deployed|rolled-back|changed-elsewhere)$/;

function told(config: Config, event: RolloutEvent): Config {
  const { state, effects, records } = reduce(config.state, event);
  if (state.live !== config.state.live)
    expect(records.map(({ what }) => what)).toContainEqual(expect.stringMatching(changes));
  return { ...config, state, effects: [...config.effects, ...effects] };
}

function onBranch(world: World, revision: number | null): World {
  const history = world.history.includes(revision) ? world.history : [...world.history, revision];
  return { ...world, branch: revision, history };
}

/** What may become of the first effect. `isProposed`: a release is a request into the branch, not a commit to it. */
function performed(config: Config, isProposed: boolean): Config[] {
  const [effect, ...effects] = config.effects;
  if (!effect) return [];
  const { world, inbox } = config;
  const after = (next: Partial<World>, event?: RolloutEvent): Config => ({
    ...config,
    effects,
    world: { ...world, ...next },
    inbox: event ? [...inbox, event] : inbox,
  });
  const withdrawn = (revision: number | null) => (world.proposed === revision ? undefined : world.proposed);
  const { rollout } = config.state;
  switch (effect.type) {
    case 'load':
      return [after({}, { type: 'loaded', revision: effect.revision, warm: true })];
    case 'promote': {
      const { revision } = effect;
      // Nothing is put right that others may have changed.
      expect(rollout?.phase).toBe('promoting');
      const failed = after({}, { type: 'failed', revision, reason: 'the push was refused' });
      // What is there already is not proposed, nor is it any more.
      if (isProposed && world.branch === revision)
        return [after({ proposed: withdrawn(revision) }, { type: 'promoted', revision })];
      if (isProposed)
        return [
          after({ proposed: revision }, { type: 'submitted', revision, where: 'a branch of its own' }),
          failed,
        ];
      return [after(onBranch(world, revision), { type: 'promoted', revision }), failed];
    }
    case 'merged':
      expect(world.history).toContain(effect.revision);
      return [after({})];
    case 'withdraw':
      return [after({ proposed: withdrawn(effect.revision) })];
    case 'alias':
      return [after({ alias: effect.revision }, { type: 'aliased', revision: effect.revision })];
    case 'stable':
    case 'keep':
      return [after({})];
    case 'warm':
    case 'canary':
    case 'shadow':
    case 'replay':
      throw new Error(`nothing of this is driven there: ${effect.type}`);
  }
}

/** The place is looked at. */
function looked(config: Config): Config {
  return told(config, { type: 'followed', serving: config.world.branch, why: 'a commit' });
}

function crashed(config: Config): Config[] {
  if (config.crashes === 0) return [];
  const event: RolloutEvent = {
    type: 'recover',
    serving: config.world.branch,
    because: 'the runner stopped',
    isFollowed: true,
  };
  return [told({ ...config, crashes: config.crashes - 1, effects: [], inbox: [] }, event)];
}

/** At any time, by others: what is proposed is merged or closed, and what was on the branch comes back. */
function byOthers(config: Config): Config[] {
  const { world, reverts } = config;
  const all: Config[] = [];
  if (world.proposed !== undefined)
    all.push(
      { ...config, world: { ...onBranch(world, world.proposed), proposed: undefined } },
      { ...config, world: { ...world, proposed: undefined } },
    );
  if (reverts > 0)
    for (const revision of world.history)
      if (revision !== world.branch)
        all.push({ ...config, reverts: reverts - 1, world: { ...world, branch: revision } });
  return all;
}

/** At any time, by a person here. */
function byPerson(config: Config): Config[] {
  const { state, deploys, rollbacks } = config;
  const all: Config[] = [];
  if (deploys > 0 && state.rollout === null)
    all.push(
      told(
        { ...config, deploys: deploys - 1 },
        { type: 'deploy', model: 'm', version: String(state.revisions.length + 1), plan, reason: 'asked' },
      ),
    );
  if (rollbacks > 0 && (state.live !== null || state.rollout !== null)) {
    const left = { ...config, rollbacks: rollbacks - 1 };
    all.push(told(left, { type: 'rollback', to: null, reason: 'asked' }));
    if (state.rollout) all.push(told(left, { type: 'abort', reason: 'asked' }));
  }
  return all;
}

function next(config: Config, isProposed: boolean): Config[] {
  const [event, ...inbox] = config.inbox;
  const going =
    config.effects.length > 0
      ? performed(config, isProposed)
      : event
        ? [told({ ...config, inbox }, event)]
        : [looked(config)];
  return [...going, ...byPerson(config), ...byOthers(config), ...crashed(config)];
}

/** Nobody does anything more, and the place is looked at until nothing changes. */
function settled(config: Config, isProposed: boolean): Config {
  let at: Config = { ...config, crashes: 0, deploys: 0, rollbacks: 0, reverts: 0 };
  let quiet = 0;
  for (let turn = 0; turn < 60; turn++) {
    const [event, ...inbox] = at.inbox;
    const before = at;
    if (at.effects.length > 0) at = performed(at, isProposed)[0] ?? at;
    else if (event) at = told({ ...at, inbox }, event);
    else at = looked(at);
    quiet = JSON.stringify(at) === JSON.stringify(before) ? quiet + 1 : 0;
    if (quiet > 0) return at;
  }
  throw new Error('it never comes to rest');
}

function reachable(isProposed: boolean): Config[] {
  const seen = new Map<string, Config>();
  const open = [start];
  for (let config = open.pop(); config; config = open.pop()) {
    const key = JSON.stringify(config, (_, value: unknown) => (value === plan ? null : value));
    if (seen.has(key)) continue;
    seen.set(key, config);
    open.push(...next(config, isProposed));
  }
  return [...seen.values()];
}

describe.each([
  ['commits to it', false],
  ['requests into it', true],
])('a branch that others change, too, through everything that can happen to it, by %s', (_, isProposed) => {
  const configs = reachable(isProposed);

  it('is walked through in thousands of states', () => {
    expect(configs.length).toBeGreaterThan(3_000);
    const phases = new Set(configs.map(({ state }) => state.rollout?.phase ?? 'idle'));
    expect(phases).toContain('promoting');
    expect(phases.has('submitted')).toBe(isProposed);
  });

  it('is live here what the branch says, as soon as nothing is under way', () => {
    for (const config of configs) {
      const { state, world } = settled(config, isProposed);
      if (state.rollout !== null) continue;
      expect(state.live).toBe(world.branch);
      expect(world.alias).toBe(state.live);
      if (state.live !== null)
        expect(state.revisions.find(({ number }) => number === state.live)?.standing).toBe('healthy');
    }
  });

  it('waits for others for nothing but what they can still agree to', () => {
    for (const config of configs) {
      const { state, world } = settled(config, isProposed);
      if (state.rollout === null) continue;
      expect(state.rollout.phase).toBe('submitted');
      expect([state.rollout.to, undefined]).toContainEqual(world.proposed);
    }
  });

  it('leaves nothing proposed that nobody waits for, unless the runner is killed', () => {
    for (const config of configs.filter(({ crashes }) => crashes === start.crashes)) {
      const { state, world } = settled(config, isProposed);
      if (state.rollout === null) expect(world.proposed).toBeUndefined();
    }
  });

  it('takes back what a runner had proposed that was killed before it could write that down', () => {
    const asked = { type: 'deploy', model: 'm', version: '1', plan, reason: 'asked' } as const;
    const loaded = told(told(start, asked), { type: 'loaded', revision: 1, warm: true });
    const recovered = told(
      { ...loaded, effects: [], world: { ...start.world, proposed: 1 } },
      { type: 'recover', serving: null, because: 'the runner stopped', isFollowed: true },
    );
    const { state, world } = settled(recovered, isProposed);
    expect([state.rollout, world.proposed]).toEqual([null, undefined]);
  });
});
