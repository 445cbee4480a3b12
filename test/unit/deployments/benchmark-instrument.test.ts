import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelFile } from '../../../schemas/manifests/model.ts';
import type { Candidate } from '../../../server/candidates/candidates.ts';
import { BenchmarkInstrument } from '../../../server/deployments/local/benchmark-instrument.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slw-benchmark-'));
  writeFileSync(join(folder, 'rows.csv'), 'a,b\n0,1\n1,0\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function candidate(change: Partial<Candidate> = {}, slo: ModelFile['slo'] = {}): Candidate {
  const model = writeModel('m', classifier(1));
  const tensor = { datatype: 'FP32' as const, shape: [-1, 2] };
  const value: ModelFile = {
    slipway: 1,
    name: 'm',
    artifact: 'model.onnx',
    signature: {
      inputs: [{ name: 'x', ...tensor, columns: ['a', 'b'] }],
      outputs: [{ name: 'proba', ...tensor }],
    },
    slo,
  };
  return {
    version: { name: 'm', version: '3' } as Candidate['version'],
    manifest: { location: 'm.model.yaml', text: '', value, gateLines: [] },
    artifact: model,
    root: model,
    servedBy: 'onnx',
    files: [],
    digests: { model: 'a', manifest: 'b', data: 'c' },
    evaluationData: join(folder, 'rows.csv'),
    ...change,
  };
}
const link = () => ({ signal: new AbortController().signal, report: () => {} });
const instrument = () =>
  new BenchmarkInstrument({ stateDir: folder, program: join(repository, 'dist/server/inference.cjs') });

test('a real model is timed on rows of the evaluation data, and its server is gone afterwards', async () => {
  const { values, how } = await instrument().read(candidate(), link());
  const at = (name: string) => Number(values[`latency.${name}`]);
  expect(at('p50_ms')).toBeGreaterThan(0);
  for (const [low, high] of [
    ['p50_ms', 'p90_ms'],
    ['p90_ms', 'p95_ms'],
    ['p95_ms', 'p99_ms'],
    ['p99_ms', 'p999_ms'],
  ] as const)
    expect(at(low)).toBeLessThanOrEqual(at(high));
  expect(Number(values['throughput.qps'])).toBeGreaterThan(0);
  expect(how).toMatch(/^\d+ requests one after another on 2 rows of the evaluation data/);
  expect(readdirSync(join(folder, 'benchmarks'))).toEqual([]);
});

test('requests beyond the latency that the SLO allows are no throughput', async () => {
  const { values, how } = await instrument().read(candidate({}, { p99_ms: 1e-6 }), link());
  expect(values['throughput.qps']).toBe(0);
  expect(how).toContain('not even 1 request at a time stays within a p99 of 0.000001 ms');
});

test('without rows, for another kind of model and for a file that does not load, it says what to do', async () => {
  await expect(instrument().read(candidate({ evaluationData: null }), link())).rejects.toMatchObject({
    code: 'SLW-BENCHMARK-NO-ROWS',
  });
  await expect(instrument().read(candidate({ artifact: '/m/model.pkl' }), link())).rejects.toMatchObject({
    code: 'SLW-BENCHMARK-NOT-ONNX',
  });
  const broken = join(folder, 'broken.onnx');
  writeFileSync(broken, 'no model');
  await expect(instrument().read(candidate({ artifact: broken }), link())).rejects.toMatchObject({
    code: 'SLW-BENCHMARK-FAILED',
  });
});

test('once cancelled it ends, and leaves no server', async () => {
  const abort = new AbortController();
  const report = (_done: number, _total: number | null, message: string) => {
    if (message.includes('sends requests')) abort.abort(new Error('enough'));
  };
  await expect(instrument().read(candidate(), { signal: abort.signal, report })).rejects.toThrow('enough');
  expect(existsSync(join(folder, 'benchmarks')) ? readdirSync(join(folder, 'benchmarks')) : []).toEqual([]);
});

test('it is bound to the files and to the machine', async () => {
  expect(Object.keys(await instrument().boundTo(candidate())).sort()).toEqual(
    ['data', 'hostname', 'machine', 'manifest', 'model', 'slipway'].sort(),
  );
});
