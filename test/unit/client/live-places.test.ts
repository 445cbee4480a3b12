import { expect, test } from 'vitest';
import { livePlaces } from '../../../client/features/registry/live-places.ts';
import type { RevisionView, TargetView } from '../../../schemas/protocol/deployments.ts';

const revision = (number: number, version: string): RevisionView => ({
  number,
  model: 'fraud',
  version,
  standing: 'healthy',
  createdAt: 1,
  actor: 'ana@laptop',
  channel: 'editor',
  reason: '',
  overridden: null,
  approval: null,
  digests: { model: 'a', manifest: 'b', data: null },
});
const target = (name: string, live: number | null): TargetView => ({
  name,
  kind: 'local',
  line: 1,
  state: live === null ? 'offline' : 'serving',
  problem: null,
  url: `http://127.0.0.1/${name}`,
  asksToken: false,
  alert: null,
  rollbackDelay: null,
  live,
  rollback: null,
  revisions: [revision(3, '2'), revision(2, '1'), revision(1, '2')],
  requests: [],
  rollout: null,
});

test('the live revision of each target says which version is live there; earlier ones of the same version do not', () => {
  expect(livePlaces([target('a', 3), target('b', 2), target('c', null)])).toEqual([
    { model: 'fraud', version: '2', target: 'a', revision: 3, url: 'http://127.0.0.1/a' },
    { model: 'fraud', version: '1', target: 'b', revision: 2, url: 'http://127.0.0.1/b' },
  ]);
});
