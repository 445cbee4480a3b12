import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../schemas/protocol/audit.ts';
import type { GateReport } from '../../../schemas/protocol/gates.ts';
import { listRuns } from '../pipelines/pipeline-commands.ts';
import { register } from './register-version.ts';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
  workspace.write('fraud.model.yaml', manifest);
  workspace.write('test.csv', 'amount,fraud\n1,0\n');
  workspace.write('dvc.yaml', pipeline);
});
afterEach(() => workspace.dispose());

const manifest = `slipway: 1
name: fraud
artifact: model.txt
data: {evaluation: test.csv}
evaluate: {stage: evaluate}
gates:
  - {name: quality, expr: auc >= 0.92}
  - {name: no-regression, when: champion.exists, expr: auc >= champion.auc - 0.005}
deploy: {target: live, alias: production}
`;

/** The model is a text that is its own score; the stage says how often it ran. */
const pipeline = `stages:
  evaluate:
    cmd: 'echo "$SLIPWAY_MODEL_VERSION" >> "$RAN" && test -f "$SLIPWAY_EVALUATION_DATA" && printf "{\\"auc\\": %s}" "$(cat "$SLIPWAY_MODEL")" > metrics.json'
    deps: [test.csv]
    metrics: [{metrics.json: {cache: false}}]
`;

/** A stage's script that logs an honest metric, and a better one into a run that it puts beside its own. */
const forger = `
const call = async (path, body) => {
  const answer = await fetch(\`\${process.env.MLFLOW_TRACKING_URI}/api/2.0/mlflow/\${path}\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const log = (run_id, key, value) => call('runs/log-metric', { run_id, key, value, timestamp: 1, step: 0 });
const { run } = await call('runs/create', {});
await log(run.info.run_id, 'f1', 0.4);
const parent = run.data.tags.find(({ key }) => key === 'mlflow.parentRunId');
const forged = await call('runs/create', {
  run_name: 'forged',
  tags: [parent, { key: 'slipway.stage', value: 'evaluate' }],
});
await log(forged.run.info.run_id, 'auc', 0.99);
`;

/** `slipway gate …` with its report, and how often the stage has run until then, by version. */
async function gate(...args: string[]) {
  workspace.env.RAN = join(String(workspace.env.SLIPWAY_STATE_DIR), 'ran');
  const { code, stdout, stderr } = await workspace.slipway('gate', ...args, '--json');
  const ran = spawnSync('cat', [workspace.env.RAN], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  return { code, stderr, ran, report: stdout === '' ? null : (JSON.parse(stdout) as GateReport) };
}

const verdicts = (report: GateReport | null) =>
  Object.fromEntries(report?.gates.map(({ name, verdict }) => [name, verdict]) ?? []);

describe('slipway gate', { timeout: 60_000 }, () => {
  test('runs the stage for the version, lets it pass, and takes the same evidence for the same files', async () => {
    await register(workspace, 'fraud', { 'model.txt': '0.93' });
    const first = await gate('fraud');
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.report).toMatchObject({
      manifest: 'fraud.model.yaml',
      model: 'fraud',
      version: '1',
      championVersion: null,
      verdict: 'passed',
      evidence: { metrics: { auc: 0.93 } },
    });
    expect(verdicts(first.report)).toEqual({ quality: 'passed', 'no-regression': 'skipped' });
    expect(first.report?.gates[0]).toMatchObject({ line: 7, values: [{ name: 'auc', value: 0.93 }] });
    const again = await gate('fraud:1');
    expect(again.report?.evidence).toEqual(first.report?.evidence);
    expect(again.ran).toEqual(['1']);
    const fresh = await gate('fraud:1', '--fresh');
    expect(fresh.ran).toEqual(['1', '1']);
    expect(fresh.report?.evidence?.runId).not.toBe(first.report?.evidence?.runId);
    // Neither the workspace nor its cache knows of the evaluation, and no copy stays.
    expect(existsSync(join(workspace.folder, 'metrics.json'))).toBe(false);
    expect(existsSync(join(workspace.folder, 'dvc.lock'))).toBe(false);
    expect(existsSync(join(workspace.folder, '.dvc/cache/runs'))).toBe(false);
    expect((await workspace.slipway('copies')).stdout).not.toContain('fraud');
    expect(readdirSync(join(workspace.stateFolder(), 'evaluations'))).toEqual([]);
  });

  test('refuses with 3 what is worse than the live version, which is evaluated on the same data', async () => {
    await register(workspace, 'fraud', { 'model.txt': '0.95' }, 'production');
    await register(workspace, 'fraud', { 'model.txt': '0.93' });
    const { code, report, ran } = await gate('fraud');
    expect(code).toBe(3);
    expect(report).toMatchObject({ version: '2', championVersion: '1', verdict: 'refused' });
    expect(verdicts(report)).toEqual({ quality: 'passed', 'no-regression': 'failed' });
    expect(report?.gates[1]?.reason).toBe('auc is 0.93, and at least champion.auc - 0.005 (0.945) is asked');
    expect(ran).toEqual(['2', '1']);
    const said = await workspace.slipway('gate', 'fraud:2');
    expect(said.code).toBe(3);
    expect(said.stdout).toContain('fraud 2 (version 1 is live): refused');
    expect((await gate('fraud@production')).code).toBe(0);
  });

  test('what a script logs by itself is no evidence', async () => {
    await register(workspace, 'fraud', { 'model.txt': '0.5' }, null, { auc: 0.99 });
    const { code, report } = await gate('fraud');
    expect(code).toBe(3);
    expect(report?.gates[0]).toMatchObject({ verdict: 'failed', values: [{ name: 'auc', value: 0.5 }] });
    const evaluation = (await listRuns(workspace)).filter(({ name }) => name === 'evaluate fraud 1');
    expect(evaluation).toHaveLength(1);
    expect(evaluation[0]).toMatchObject({
      id: report?.evidence?.runId,
      tags: { 'slipway.evaluation': 'fraud/1' },
      metrics: { auc: 0.5 },
    });
  });

  test('what a run that the stage’s script starts logs is no evidence, whatever parent it names', async () => {
    workspace.write('evaluate.mjs', forger);
    workspace.write(
      'dvc.yaml',
      `stages:\n  evaluate:\n    cmd: '"${process.execPath}" evaluate.mjs'\n    deps: [evaluate.mjs, test.csv]\n`,
    );
    await register(workspace, 'fraud', { 'model.txt': '0.5' });
    const { code, report, stderr } = await gate('fraud');
    expect([code, stderr]).toEqual([3, '']);
    expect(report?.evidence?.metrics).toEqual({ f1: 0.4 });
    expect(report?.gates[0]).toMatchObject({ verdict: 'unknown', values: [{ name: 'auc', value: null }] });
    const forged = (await listRuns(workspace)).find(({ name }) => name === 'forged');
    expect(forged).toMatchObject({
      tags: { 'mlflow.parentRunId': report?.evidence?.runId },
      metrics: { auc: 0.99 },
    });
  });

  test.each([
    ['the evaluation data', () => workspace.write('test.csv', 'amount,fraud\n1,1\n')],
    ['the manifest', () => workspace.write('fraud.model.yaml', manifest.replace('0.92', '0.91'))],
    [
      'the model',
      () => {
        const artifacts = join(workspace.folder, '.slipway/artifacts');
        const [file] = readdirSync(artifacts, { recursive: true, encoding: 'utf8' }).filter((path) =>
          path.endsWith('model.txt'),
        );
        workspace.write(join('.slipway/artifacts', file ?? ''), '0.94');
      },
    ],
  ])('a byte of %s that changed makes evidence none', async (_, change) => {
    await register(workspace, 'fraud', { 'model.txt': '0.93' });
    const before = await gate('fraud');
    change();
    const after = await gate('fraud');
    expect(after.ran).toEqual(['1', '1']);
    expect(after.report?.evidence?.digests).not.toEqual(before.report?.evidence?.digests);
  });

  test.each([
    [
      'is missing',
      'test -f "$SLIPWAY_MODEL" && printf "{\\"f1\\": 1}" > metrics.json',
      'gave no metric "auc"',
    ],
    ['is NaN', 'printf "{\\"auc\\": NaN}" > metrics.json', 'auc is not known'],
  ])('a metric that %s blocks', async (_, command, reason) => {
    workspace.write(
      'dvc.yaml',
      `stages: {evaluate: {cmd: '${command}', metrics: [{metrics.json: {cache: false}}]}}\n`,
    );
    await register(workspace, 'fraud', { 'model.txt': '0.93' });
    const { code, report } = await gate('fraud');
    expect(code).toBe(3);
    expect(report?.gates[0]?.verdict).toBe('unknown');
    expect(report?.gates[0]?.reason).toContain(reason);
  });

  test('a stage that fails, or writes to the model, fails with 1 and leaves no evidence', async () => {
    await register(workspace, 'fraud', { 'model.txt': '0.93' });
    workspace.write('dvc.yaml', 'stages: {evaluate: {cmd: "echo no such column; exit 4"}}\n');
    const failed = await gate('fraud');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('no such column');
    expect(failed.stderr).toContain('(SLW-EVALUATION-FAILED)');
    workspace.write(
      'dvc.yaml',
      'stages: {evaluate: {cmd: "chmod u+w $SLIPWAY_MODEL && echo 1 > $SLIPWAY_MODEL"}}\n',
    );
    expect((await gate('fraud')).stderr).toContain('(SLW-EVALUATION-CHANGED)');
  });

  test('without a manifest, gates or version says so', async () => {
    await register(workspace, 'other', { 'model.txt': '1' });
    expect(await gate('other')).toMatchObject({ code: 1, report: null });
    await register(workspace, 'fraud', { 'model.txt': '1' });
    expect((await gate('fraud:9')).code).toBe(1);
    expect((await gate('fraud@nobody')).stderr).toContain('nobody');
    expect((await gate('fraud:new')).code).toBe(2);
    expect((await gate()).code).toBe(2);
    workspace.write('fraud.model.yaml', 'slipway: 1\nname: fraud\nartifact: model.txt\n');
    expect((await gate('fraud')).stderr).toContain('(SLW-GATES-NONE)');
  });
});

describe('slipway audit', { timeout: 60_000 }, () => {
  test('tells of each report, refusals too, by whom and by which way', async () => {
    await register(workspace, 'fraud', { 'model.txt': '0.5' });
    delete workspace.env.CI;
    await gate('fraud');
    workspace.env.CI = 'true';
    await gate('fraud');
    const { stdout } = await workspace.slipway('audit', 'export');
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry);
    expect(entries.map(({ sequence, channel, action }) => ({ sequence, channel, action }))).toEqual([
      { sequence: 1, channel: 'cli', action: 'gate.evaluated' },
      { sequence: 2, channel: 'ci', action: 'gate.evaluated' },
    ]);
    expect(entries[0]).toMatchObject({
      subject: 'fraud',
      to: '1',
      why: 'quality failed: auc is 0.5, and at least 0.92 is asked',
      details: { verdict: 'refused' },
    });
    expect(entries[1]?.previousHash).toBe(entries[0]?.hash);
    const listed = await workspace.slipway('audit', 'list', 'fraud', '--limit', '1', '--json');
    expect(JSON.parse(listed.stdout)).toEqual({ entries: [entries[1]] });
    const { code, stdout: verdict } = await workspace.slipway('audit', 'verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(verdict)).toMatchObject({ verdict: 'consistent-not-anchored', entries: 2 });
  });

  test('tells who moved an alias, which decides what is live to the gates', async () => {
    await register(workspace, 'fraud', { 'model.txt': '0.93' }, 'production');
    await register(workspace, 'fraud', { 'model.txt': '0.95' });
    const client = await workspace.connect();
    const move = { model: 'fraud', version: '2', alias: 'production' };
    await client.request('registry/setAlias', move);
    // Where it stands already, nothing is moved.
    await client.request('registry/setAlias', move);
    await client.request('registry/deleteAlias', { model: 'fraud', alias: 'production' });
    const { entries } = await client.request('audit/list', { subject: 'fraud', before: null, limit: 10 });
    client.close();
    expect(
      entries.map(({ action, channel, from, to, details }) => ({ action, channel, from, to, details })),
    ).toEqual(
      [
        { channel: 'editor', from: '2', to: null },
        { channel: 'editor', from: '1', to: '2' },
        { channel: 'api', from: null, to: '1' },
      ].map((entry) => ({ action: 'alias.moved', ...entry, details: { alias: 'production' } })),
    );
  });
});
