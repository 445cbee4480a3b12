import { expect, test } from 'vitest';
import { factKey, versionFacts } from '../../../client/features/registry/tree/version-facts.ts';
import type { VersionDetails } from '../../../schemas/protocol/registry.ts';

const unknown: VersionDetails = {
  model: 'fraud',
  version: '1',
  createdAt: 1,
  description: '',
  tags: {},
  aliases: [],
  runId: null,
  source: 's3://models/fraud',
  files: null,
  bytes: null,
  flavors: [],
  signature: null,
  lineage: null,
};

test('of a version of which nothing is known, that and its source are said', () => {
  expect(versionFacts(unknown, [])).toEqual([
    { what: 'no-run' },
    { what: 'source', uri: 's3://models/fraud' },
  ]);
});

test('lineage comes before what the model is, and no two facts have one key', () => {
  const details: VersionDetails = {
    ...unknown,
    description: 'good',
    tags: { owner: 'ana', stage: 'x' },
    files: [{ path: 'model.onnx', bytes: 5 }],
    bytes: 5,
    flavors: ['onnx'],
    signature: { inputs: ['x: FP32 [-1, 2]'], outputs: [], file: 'model.onnx' },
    lineage: {
      runId: 'r1',
      runName: 'brave-lynx-12',
      deleted: false,
      commit: 'c0ffee',
      branch: null,
      dirty: true,
      data: [
        { name: 'a', digest: '1', context: 'train' },
        { name: 'b', digest: '2', context: 'train' },
      ],
      params: {},
      metrics: [],
    },
  };
  const place = { model: 'fraud', version: '1', target: 'live', revision: 3, url: null };
  const facts = versionFacts(details, [place, { ...place, target: 'other' }]);
  expect(facts.map(({ what }) => what)).toEqual([
    'live',
    'live',
    'description',
    'run',
    'commit',
    'data',
    'data',
    'signature',
    'files',
    'tag',
    'tag',
  ]);
  expect(new Set(facts.map(factKey)).size).toBe(facts.length);
});
