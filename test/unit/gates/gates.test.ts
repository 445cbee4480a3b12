import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../../server/audit/audit-log.ts';
import { Candidates } from '../../../server/candidates/candidates.ts';
import { UserError } from '../../../server/core/user-error.ts';
import { ContractInstrument } from '../../../server/gates/contract-instrument.ts';
import type { EvaluationOrder } from '../../../server/gates/evaluation.ts';
import { Gates } from '../../../server/gates/gates.ts';
import type { Instrument } from '../../../server/gates/instrument.ts';
import { EmbeddedRegistry } from '../../../server/registry/embedded/embedded-registry.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';

const by = { channel: 'cli', why: '' } as const;
const link = { signal: new AbortController().signal, report: () => {} };
const context = { cwd: '/', env: {} };
const manifest = `slipway: 1
name: m
artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
  outputs: [{name: proba, datatype: FP32, shape: [-1, 2]}]
data: {evaluation: rows.csv}
evaluate: {stage: evaluate}
gates:
  - {name: quality, expr: auc >= 0.9}
  - {name: better, when: champion.exists, expr: auc >= champion.auc}
  - {name: compatible, expr: signature.compatible}
deploy: {target: live, alias: production}
`;

let workspace: Workspace;
let registry: EmbeddedRegistry;
let audit: AuditLog;
let gates: Gates;
/** Stands in for the stage, which the tests of processes run: what it measures of a version, and what it does meanwhile. */
let measure: (version: string) => Record<string, number>;
let evaluated: string[];
let told: string[];
/** What was timed, and by what it is timed: a real server does it in the tests of deployments. */
let timed: string[];
const stopwatch: Instrument = {
  kind: 'benchmark',
  groups: ['latency', 'throughput'],
  boundTo: async ({ digests }) => ({ ...digests }),
  read: async ({ version }) => {
    timed.push(version.version);
    const ms = latencies[version.version];
    if (ms === undefined) throw new UserError('SLW-TEST', 'it does not load.', null);
    return { values: { 'latency.p99_ms': ms }, how: 'with a stopwatch' };
  },
};
let latencies: Record<string, number>;

beforeEach(async () => {
  workspace = await newWorkspace();
  const { store, tracker, folder } = workspace;
  registry = new EmbeddedRegistry(store);
  audit = new AuditLog(store);
  evaluated = [];
  told = [];
  timed = [];
  latencies = { 1: 5, 2: 4 };
  measure = () => ({ auc: 0.95 });
  gates = new Gates({
    store,
    registry,
    audit,
    candidates: new Candidates({ folder, artifactRoot: store.layout.artifacts, registry, tracker }),
    evaluation: {
      run: async ({ candidate }: EvaluationOrder) => {
        const { version } = candidate.version;
        evaluated.push(version);
        return { runId: `run-${evaluated.length}`, metrics: new Map(Object.entries(measure(version))) };
      },
    },
    instruments: [stopwatch, new ContractInstrument(folder)],
    onReport: ({ version, verdict }) => told.push(`${version} ${verdict}`),
  });
  write('m.model.yaml', manifest);
  write('rows.csv', '1\n');
  await registry.createModel({ name: 'm', description: '', tags: {} });
  await register(1);
});
afterEach(() => workspace.close());

function write(name: string, text: string): void {
  writeFileSync(join(workspace.folder, name), text);
}

async function register(factor: number): Promise<void> {
  const request = { runId: null, experimentId: '0', startTime: 1, userId: '', runName: 'r', tags: {} };
  const { info } = await workspace.tracker.createRun(request);
  const file = writeModel(`m${factor}`, classifier(factor));
  await workspace.artifacts.write(`0/${info.runId}/artifacts/model/model.onnx`, createReadStream(file));
  const source = `runs:/${info.runId}/model`;
  const origin = { storageLocation: '', runLink: '', modelId: '', description: '', tags: {} };
  await registry.createVersion({ name: 'm', source, runId: info.runId, ...origin });
}

const evaluate = (version: string, more: object = {}) =>
  gates.evaluate({ model: 'm', version, fresh: false, context, channel: 'cli', ...more }, link);
const verdicts = ({ gates: all }: { gates: { name: string; verdict: string }[] }) =>
  all.map(({ name, verdict }) => `${name} ${verdict}`);

test('what was not evaluated is refused, and reading what is recorded runs and writes nothing', async () => {
  const report = await gates.recordedReport('m', '1');
  expect(report).toMatchObject({
    verdict: 'refused',
    evidence: null,
    evidenceProblem: 'it was not evaluated yet',
  });
  expect(verdicts(report ?? { gates: [] })).toEqual([
    'quality unknown',
    'better skipped',
    'compatible passed',
  ]);
  expect(evaluated).toEqual([]);
  expect(audit.head()).toBeNull();
  expect(gates.reports('m')).toEqual([]);
});

test('a report is on disk with its entry in the log, and told afterwards', async () => {
  const report = await evaluate('1');
  expect(report).toMatchObject({ verdict: 'passed', evidence: { runId: 'run-1', metrics: { auc: 0.95 } } });
  expect(report.evidence?.digests).toEqual(await gates.digestsOf('m', '1'));
  expect(gates.reports('m')).toEqual([report]);
  expect(told).toEqual(['1 passed']);
  const [entry] = audit.list({ subject: 'm', before: null, limit: 9 });
  expect(entry).toMatchObject({ action: 'gate.evaluated', to: '1', why: 'all gates that count passed' });
  expect(await gates.recordedReport('m', '1')).toMatchObject({
    verdict: 'passed',
    evidence: { runId: 'run-1' },
  });
});

test('the live version is evaluated beside the new one, and again where the manifest has changed', async () => {
  await registry.setAlias('m', 'production', '1', by);
  await register(2);
  measure = (version) => ({ auc: version === '1' ? 0.97 : 0.95 });
  const report = await evaluate('2');
  expect(evaluated).toEqual(['2', '1']);
  expect(report).toMatchObject({ championVersion: '1', verdict: 'refused' });
  expect(verdicts(report)).toEqual(['quality passed', 'better failed', 'compatible passed']);
  await evaluate('2', { fresh: true });
  expect(evaluated).toEqual(['2', '1', '2']);
  write('m.model.yaml', `${manifest}# changed\n`);
  await evaluate('2');
  expect(evaluated).toEqual(['2', '1', '2', '2', '1']);
});

test('a live version whose evaluation fails is unknown, and blocks', async () => {
  await registry.setAlias('m', 'production', '1', by);
  await register(2);
  await evaluate('2');
  write('rows.csv', '2\n');
  const before = await gates.recordedReport('m', '2');
  expect(before?.evidenceProblem).toContain('has changed since it was evaluated');
  expect(verdicts(before ?? { gates: [] })).toEqual([
    'quality unknown',
    'better unknown',
    'compatible passed',
  ]);
});

test('what changes while the stage runs makes it no evidence', async () => {
  measure = () => {
    write('rows.csv', 'others\n');
    return { auc: 0.99 };
  };
  await expect(evaluate('1')).rejects.toMatchObject({ code: 'SLW-EVALUATION-CHANGED' });
  expect((await gates.recordedReport('m', '1'))?.evidence).toBeNull();
});

test('who asks for certain files gets no report of others', async () => {
  const digests = await gates.digestsOf('m', '1');
  await evaluate('1', { digests });
  write('rows.csv', '2\n');
  await expect(gates.recordedReport('m', '1', digests)).rejects.toMatchObject({ code: 'SLW-GATES-CHANGED' });
  await expect(evaluate('1', { digests })).rejects.toMatchObject({ code: 'SLW-GATES-CHANGED' });
  expect(evaluated).toEqual(['1']);
});

test('NaN comes back from the store as NaN, and blocks', async () => {
  measure = () => ({ auc: Number.NaN });
  await evaluate('1');
  const report = await gates.recordedReport('m', '1');
  expect(report?.gates[0]).toMatchObject({ verdict: 'unknown', values: [{ name: 'auc', value: 'NaN' }] });
});

test('a manifest without gates has no report, and without a stage no evidence', async () => {
  write('m.model.yaml', 'slipway: 1\nname: m\nartifact: model.onnx\n');
  expect(await gates.recordedReport('m', '1')).toBeNull();
  await expect(evaluate('1')).rejects.toMatchObject({ code: 'SLW-GATES-NONE' });
  write('m.model.yaml', manifest.replace('evaluate: {stage: evaluate}\n', ''));
  const report = await evaluate('1');
  expect(report.evidenceProblem).toContain('evaluate.stage');
  expect(report.verdict).toBe('refused');
});

test('a model that takes something else than declared is not compatible', async () => {
  write('m.model.yaml', manifest.replace('FP32, shape: [-1, 2]}]\n  out', 'FP64, shape: [-1, 2]}]\n  out'));
  const { gates: results } = await evaluate('1');
  expect(results[2]).toMatchObject({
    verdict: 'failed',
    reason:
      'signature.compatible is false: "x" is FP32 [-1, 2] in the model, and the manifest declares FP64 [-1, 2]',
  });
});

const faster = manifest.replace(
  'deploy:',
  `  - {name: fast, expr: latency.p99_ms <= 6.0}
  - {name: faster, when: champion.exists, expr: latency.p99_ms <= champion.latency.p99_ms && size.mib <= champion.size.mib}
  - {name: busy, expr: throughput.qps > 1.0}
deploy:`,
);

test('nothing is timed that no gate asks for', async () => {
  expect((await evaluate('1')).measurements).toEqual([]);
  expect(timed).toEqual([]);
});

test('latency is measured of both versions at the same time, kept for the same files, and told how', async () => {
  write('m.model.yaml', faster);
  await registry.setAlias('m', 'production', '1', by);
  await register(2);
  const report = await evaluate('2');
  expect(timed).toEqual(['2', '1']);
  expect(verdicts(report).slice(3)).toEqual(['fast passed', 'faster passed', 'busy unknown']);
  expect(report.measurements.map(({ version, how }) => [version, how])).toEqual([
    ['2', 'with a stopwatch'],
    ['1', 'with a stopwatch'],
  ]);
  expect(report.gates.at(-1)?.reason).toContain('the benchmark says nothing of it: with a stopwatch');
  expect((await gates.recordedReport('m', '2'))?.gates.map(({ verdict }) => verdict)).toEqual(
    report.gates.map(({ verdict }) => verdict),
  );
  await evaluate('2');
  expect(timed).toEqual(['2', '1']);
  await evaluate('2', { fresh: true });
  expect(timed).toEqual(['2', '1', '2', '1']);
  const [entry] = audit.list({ subject: 'm', before: null, limit: 1 });
  expect(entry?.details.measurements).toMatchObject([{ values: { 'latency.p99_ms': 4 } }, {}]);
});

test('what could not be timed is unknown, and says why', async () => {
  write('m.model.yaml', faster);
  latencies = {};
  const before = await gates.recordedReport('m', '1');
  expect(before?.gates[3]?.reason).toContain('no benchmark of this version was made on this machine');
  const { gates: judged } = await evaluate('1');
  expect(judged[3]).toMatchObject({ verdict: 'unknown' });
  expect(judged[3]?.reason).toContain('it does not load.');
});

test('files that change while they are timed give no measurement', async () => {
  write('m.model.yaml', faster);
  const read = stopwatch.read;
  onTestFinished(() => {
    stopwatch.read = read;
  });
  stopwatch.read = (candidate, timing) => {
    write('rows.csv', 'others\n');
    return read(candidate, timing);
  };
  const { gates: judged } = await evaluate('1');
  expect(judged[3]?.reason).toContain('was changed while the evaluation ran');
});

describe('data.valid', () => {
  const valid = manifest
    .replace('{evaluation: rows.csv}', '{evaluation: rows.csv, contract: rows.data.yaml}')
    .replace('deploy:', '  - {name: clean, expr: data.valid}\ndeploy:');
  const contract = (minimum: number) =>
    `slipway: 1\nname: rows\npath: train.csv\nschema: {fields: [{name: a, type: number, constraints: {minimum: ${minimum}}}]}\n`;
  const clean = async () => (await evaluate('1')).gates[3];

  test('says whether the evaluation data keeps its contract, and how it was looked at', async () => {
    write('m.model.yaml', valid);
    write('rows.csv', 'a\n1\n2\n');
    write('rows.data.yaml', contract(1));
    expect((await gates.recordedReport('m', '1'))?.gates[3]?.reason).toContain(
      'was not held against its contract',
    );
    expect(await clean()).toMatchObject({
      verdict: 'passed',
      reason: 'data.valid is true: 2 rows of rows.csv keep rows.data.yaml',
    });
    write('rows.data.yaml', contract(2));
    expect(await clean()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('a: 1 of 2 rows break it: in row 1, "1" is not at least 2'),
    });
  });

  test('is unknown without a contract that can be read', async () => {
    write('m.model.yaml', valid);
    expect(await clean()).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('names the contract rows.data.yaml, and there is no such file'),
    });
    write('rows.data.yaml', 'slipway: 1\n');
    expect(await clean()).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('rows.data.yaml:1'),
    });
  });
});
