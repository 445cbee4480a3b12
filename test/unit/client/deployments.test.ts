import { describe, expect, test } from 'vitest';
import { deployPlace } from '../../../client/features/deployments/deploy-place.ts';
import { partsOf } from '../../../client/features/deployments/nodes.ts';
import { passedRelease } from '../../../client/features/deployments/passed-release.ts';
import type { RevisionView, RolloutView, TargetView } from '../../../schemas/protocol/deployments.ts';

const revision = (number: number, change: Partial<RevisionView> = {}): RevisionView => ({
  number,
  model: 'fraud',
  version: String(number + 3),
  standing: 'healthy',
  createdAt: 0,
  actor: 'ana@host',
  channel: 'editor',
  reason: '',
  overridden: null,
  approval: null,
  digests: { model: '', manifest: '', data: null },
  ...change,
});
const target = (change: Partial<TargetView> = {}): TargetView => ({
  name: 'live',
  kind: 'local',
  line: 1,
  state: 'serving',
  problem: null,
  url: null,
  asksToken: false,
  alert: null,
  rollbackDelay: null,
  live: 1,
  rollback: { to: null },
  revisions: [revision(1)],
  requests: [],
  rollout: null,
  ...change,
});
const rollout = (change: Partial<RolloutView> = {}): RolloutView => ({
  kind: 'deploy',
  to: 2,
  phase: 'canary',
  step: 0,
  steps: [],
  elapsedMs: 0,
  durationMs: 0,
  reason: '',
  waitsFor: null,
  ...change,
});

describe('"Deploy…" stands over the key deploy of a model manifest', () => {
  test.each([
    [
      'name: fraud\ndeploy:\n  # where to\n  target: live # soon\n',
      { line: 1, model: 'fraud', target: 'live' },
    ],
    [
      'name: "my model"\ndeploy: {target: live, canary: {steps: []}}\n',
      { line: 1, model: 'my model', target: 'live' },
    ],
    [
      "name: 'fraud'\n\ndeploy:\n  shadow:\n    target: x\n  alias: y\nmonitors: []\n",
      { line: 2, model: 'fraud', target: null },
    ],
    ['name: fraud # the one\r\ndeploy:\r\n', { line: 1, model: 'fraud', target: null }],
  ])('%j', (text, place) => {
    expect(deployPlace(text)).toEqual(place);
  });

  test.each(['name: fraud\n', 'deploy:\n  target: live\n', 'name:\ndeploy:\n', 'name: fraud\n  deploy: x\n'])(
    'and not over %j',
    (text) => {
      expect(deployPlace(text)).toBeNull();
    },
  );
});

test('a release is passed by rows of both trees, by lenses and by the view', () => {
  const none = { folder: null, model: null, version: null, target: null };
  expect(passedRelease(undefined)).toEqual(none);
  const plain = { folder: 'file:///w', model: 'fraud', version: '7', target: 'live' };
  expect(passedRelease(plain)).toEqual(plain);
  const lens = { ...plain, version: null };
  expect(passedRelease(lens)).toEqual(lens);
  const row = {
    kind: 'version',
    folder: 'file:///w',
    version: { model: 'fraud', version: '7', aliases: [] },
  };
  expect(passedRelease(row)).toEqual({ ...plain, target: null });
  expect(passedRelease({ kind: 'target', folder: 'file:///w', target: target() })).toEqual({
    ...none,
    folder: 'file:///w',
    target: 'live',
  });
});

describe('a target shows', () => {
  const kinds = (view: TargetView) => partsOf('file:///w', view, 0).map(({ kind }) => kind);

  test('what goes on, what is live, and what was', () => {
    expect(kinds(target({ revisions: [revision(2), revision(1)], rollout: rollout() }))).toEqual([
      'rollout',
      'live',
      'history',
    ]);
    expect(kinds(target())).toEqual(['live']);
    expect(kinds(target({ live: null }))).toEqual(['history']);
    expect(kinds(target({ live: null, revisions: [] }))).toEqual([]);
  });
});
