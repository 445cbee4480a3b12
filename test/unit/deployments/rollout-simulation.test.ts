/**
 * Every state that a target can get into is walked through: each order of what people do, of what the inference server answers and
 * of what the traffic shows, with the runner killed at every point, between any two effects too, the server with it or not. The
 * world is a model of the inference server; the reducer is the real one.
 */
import { describe, expect, it } from 'vitest';
import type { Effect, Observation, RolloutEvent } from '../../../server/deployments/rollout/events.ts';
import type { RolloutPlan } from '../../../server/deployments/rollout/plan.ts';
import { reduce } from '../../../server/deployments/rollout/reduce.ts';
import { emptyTarget, type TargetState } from '../../../server/deployments/rollout/target-state.ts';

const stepMs = 4_000;
const plan: RolloutPlan = {
  shadow: null,
  steps: [{ weight: 10, durationMs: stepMs }],
  bakeMs: stepMs,
  minRequests: 10,
  inconclusive: 'hold',
  keepLoaded: 1,
  readyWithinMs: 300_000,
};

interface World {
  pointer: number | null;
  loaded: readonly number[];
  canary: { revision: number; weight: number } | null;
  /** Revision that the model's alias is at: it lies in the registry, and outlives the server. */
  alias: number | null;
}

interface Config {
  state: TargetState;
  world: World;
  effects: readonly Effect[];
  inbox: readonly RolloutEvent[];
  /** Revisions that cannot be loaded, and those that answer NaN in warm-up. */
  broken: readonly number[];
  poisoned: readonly number[];
  deploys: number;
  rollbacks: number;
  crashes: number;
  at: number;
  /** Revisions that a request may have reached. */
  served: readonly number[];
}

const start: Config = {
  state: emptyTarget,
  world: { pointer: null, loaded: [], canary: null, alias: null },
  effects: [],
  inbox: [],
  broken: [],
  poisoned: [],
  deploys: 3,
  rollbacks: 2,
  crashes: 2,
  at: 0,
  served: [],
};

const observations: readonly Observation[] = [
  { requests: 50, goBack: false, why: '', compared: 0, agreed: 0 },
  { requests: 50, goBack: true, why: '', compared: 0, agreed: 0 },
  { requests: 50, goBack: null, why: '', compared: 0, agreed: 0 },
  { requests: 1, goBack: false, why: '', compared: 0, agreed: 0 },
];

/** The state is on disk with its records before anything is done. */
function told(config: Config, event: RolloutEvent): Config {
  const { state, effects, records } = reduce(config.state, event);
  if (state.live !== config.state.live)
    expect(records.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^(deployed|rolled-back)$/));
  return { ...config, state, effects: [...config.effects, ...effects] };
}

/** What may become of the first effect. */
function performed(config: Config): Config[] {
  const [effect, ...effects] = config.effects;
  if (!effect) return [];
  const { world, inbox } = config;
  const after = (next: Partial<World>, event?: RolloutEvent): Config => {
    const changed = { ...world, ...next };
    const served = new Set(config.served);
    if (changed.pointer !== null) served.add(changed.pointer);
    if (changed.canary) served.add(changed.canary.revision);
    return {
      ...config,
      effects,
      world: changed,
      inbox: event ? [...inbox, event] : inbox,
      served: [...served].sort(),
    };
  };
  const withLoaded = (revision: number) => [...new Set([...world.loaded, revision])].sort();
  switch (effect.type) {
    case 'load': {
      const { revision } = effect;
      if (config.broken.includes(revision))
        return [after({}, { type: 'failed', revision, reason: 'no model' })];
      const warm = world.loaded.includes(revision);
      return [after({ loaded: withLoaded(revision) }, { type: 'loaded', revision, warm })];
    }
    case 'warm': {
      const { revision } = effect;
      if (config.poisoned.includes(revision)) return [after({}, { type: 'failed', revision, reason: 'NaN' })];
      return [after({}, { type: 'warmed', revision, inconclusive: null })];
    }
    case 'canary':
      expect(world.loaded).toContain(effect.revision);
      return [after({ canary: { revision: effect.revision, weight: effect.weight } })];
    case 'stable':
      return [after({ canary: null })];
    case 'promote': {
      const { revision } = effect;
      const loaded = revision === null ? world.loaded : withLoaded(revision);
      const moved = after({ pointer: revision, loaded }, { type: 'promoted', revision });
      // Nothing that is to be gone back to after a crash may fail here without end.
      return config.state.rollout?.phase === 'promoting' && config.state.rollout.kind === 'deploy'
        ? [moved, after({}, { type: 'failed', revision, reason: 'out of memory' })]
        : [moved];
    }
    case 'keep':
      if (world.pointer !== null) expect(effect.revisions).toContain(world.pointer);
      return [after({ loaded: [...effect.revisions].sort() })];
    case 'alias':
      return [after({ alias: effect.revision }, { type: 'aliased', revision: effect.revision })];
    case 'replay':
    case 'shadow':
    case 'withdraw':
      return [after({})];
    case 'merged':
      throw new Error(`nothing waits for others here: ${effect.type}`);
  }
}

/** The runner is killed: what it had not written is gone; the server lives on or not, its lease runs out or does not. */
function crashed(config: Config): Config[] {
  if (config.crashes === 0) return [];
  const { world } = config;
  const dead: World = { ...world, pointer: null, loaded: [], canary: null };
  return [world, { ...world, canary: null }, dead].map((left) =>
    told(
      { ...config, crashes: config.crashes - 1, effects: [], inbox: [], world: left },
      { type: 'recover', serving: left.pointer, because: 'the runner stopped', isFollowed: false },
    ),
  );
}

function next(config: Config): Config[] {
  const [event, ...inbox] = config.inbox;
  const going =
    config.effects.length > 0
      ? performed(config)
      : event
        ? [told({ ...config, inbox }, event)]
        : chosen(config);
  return [...going, ...interrupted(config), ...crashed(config)];
}

/** A person changes their mind at any time, also while something is being done. */
function interrupted(config: Config): Config[] {
  if (config.rollbacks === 0 || config.state.live === null) return [];
  const left = { ...config, rollbacks: config.rollbacks - 1 };
  const all = [told(left, { type: 'rollback', to: null, reason: 'asked' })];
  if (config.state.rollout) all.push(told(left, { type: 'abort', reason: 'asked' }));
  return all;
}

/** With nothing left to do: what else people and the traffic may do. */
function chosen(config: Config): Config[] {
  const { state } = config;
  const all: Config[] = [];
  if (config.deploys > 0 && state.rollout === null) {
    const number = state.revisions.length + 1;
    const event: RolloutEvent = {
      type: 'deploy',
      model: 'm',
      version: String(number),
      plan,
      reason: 'asked',
    };
    const left = { ...config, deploys: config.deploys - 1 };
    all.push(
      told(left, event),
      told({ ...left, broken: [...left.broken, number] }, event),
      told({ ...left, poisoned: [...left.poisoned, number] }, event),
    );
  }
  if (state.rollout) {
    const at = config.at + stepMs;
    for (const observation of observations)
      all.push(told({ ...config, at }, { type: 'tick', at, observation }));
  }
  return all;
}

/** Lets all run to its end without another fault. */
function settled(config: Config): Config {
  let at: Config = { ...config, crashes: 0, deploys: 0, rollbacks: 0 };
  for (let turn = 0; turn < 60; turn++) {
    const [event, ...inbox] = at.inbox;
    if (at.effects.length > 0) at = performed(at)[0] ?? at;
    else if (event) at = told({ ...at, inbox }, event);
    else return at;
  }
  throw new Error('it never comes to rest');
}

/** Two that differ only in when a step began, or in how long ago it could have ended, go on alike. */
function keyOf({ at: _, state, ...config }: Config): string {
  const { rollout } = state;
  const going = rollout && {
    ...rollout,
    plan: null,
    tickAt: rollout.tickAt === null,
    elapsedMs: Math.min(rollout.elapsedMs, stepMs),
  };
  return JSON.stringify([config, state, going && [going]], (key, value) =>
    key === 'rollout' ? null : value,
  );
}

function reachable(): Config[] {
  const seen = new Map<string, Config>();
  const open = [start];
  for (let config = open.pop(); config; config = open.pop()) {
    const key = keyOf(config);
    if (seen.has(key)) continue;
    seen.set(key, config);
    open.push(...next(config));
  }
  return [...seen.values()];
}

describe('a target, through everything that can happen to it', () => {
  const configs = reachable();

  it('is walked through in thousands of states, all phases among them', () => {
    expect(configs.length).toBeGreaterThan(10_000);
    const phases = new Set(configs.map(({ state }) => state.rollout?.phase ?? 'idle'));
    expect([...phases].sort()).toEqual(['baking', 'canary', 'idle', 'loading', 'promoting', 'warming']);
  });

  it('never lets a request reach a revision that does not load or that answers NaN', () => {
    for (const { served, broken, poisoned } of configs)
      for (const revision of [...broken, ...poisoned]) expect(served).not.toContain(revision);
  });

  it('serves only what is in memory', () => {
    for (const { world } of configs)
      if (world.pointer !== null) expect(world.loaded).toContain(world.pointer);
  });

  it('has one stable revision live after a crash at any point, and no canary of a deployment', () => {
    for (const config of configs.filter(({ crashes }) => crashes < start.crashes)) {
      const end = settled(config);
      expect(end.world.pointer).toBe(end.state.live);
      expect(end.world.alias).toBe(end.state.live);
      if (end.state.rollout === null) expect(end.world.canary).toBeNull();
      if (end.state.live !== null)
        expect(end.state.revisions.find(({ number }) => number === end.state.live)?.standing).toBe('healthy');
    }
  });

  it('never goes offline but by a rollback with nothing to go back to', () => {
    for (const config of configs) {
      const { state } = settled(config);
      const wasLive = state.revisions.some(({ standing }) => standing === 'healthy' || standing === 'bad');
      if (state.live === null && wasLive) expect(config.rollbacks).toBeLessThan(start.rollbacks);
    }
  });
});
