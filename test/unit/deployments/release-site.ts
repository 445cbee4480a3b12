import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ReleaseResult } from '../../../schemas/protocol/deployments.ts';
import type { GateReport } from '../../../schemas/protocol/gates.ts';
import { AuditLog } from '../../../server/audit/audit-log.ts';
import { Candidates } from '../../../server/candidates/candidates.ts';
import type { GateKeeper, ReleaseOrder } from '../../../server/deployments/releases.ts';
import { type FolderState, folderState } from '../../../server/discovery/state-folder.ts';
import { parseWorkspaceManifest } from '../../../server/manifests/workspace/parse-workspace-manifest.ts';
import { EmbeddedRegistry } from '../../../server/registry/embedded/embedded-registry.ts';
import { ModelCatalog } from '../../../server/registry/model-catalog.ts';
import { ModelFiles } from '../../../server/registry/model-files.ts';
import { composeDeployments } from '../../../server/runner/deployments.ts';
import { EmbeddedArtifacts } from '../../../server/tracking/embedded/artifact-files.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';
import { openForTest } from '../store/workspace.ts';

/** Stands in for the gates, whose own tests evaluate real ones: its report is what the test says. */
class ScriptedGates implements GateKeeper {
  report: GateReport | null = null;
  /** What is on record, where that is another one. */
  recorded: GateReport | null = null;
  /** Whether evaluations were to measure anew. */
  readonly evaluations: boolean[] = [];

  async recordedReport(): Promise<GateReport | null> {
    return this.recorded ?? this.report;
  }

  async evaluate({ fresh }: { fresh: boolean }): Promise<GateReport> {
    this.evaluations.push(fresh);
    if (!this.report) throw new Error('no report is scripted');
    return this.report;
  }
}

export function gateReport(verdict: 'passed' | 'failed'): GateReport {
  return {
    manifest: 'm.model.yaml',
    model: 'm',
    version: '1',
    championVersion: null,
    evidence: { runId: 'r', recordedAt: 1, digests: { model: '', manifest: '', data: null }, metrics: {} },
    evidenceProblem: null,
    measurements: [],
    gates: [
      { name: 'quality', expr: 'auc >= 0.5', when: null, line: 7, verdict, reason: 'auc is 0.4', values: [] },
    ],
    verdict: verdict === 'passed' ? 'passed' : 'refused',
    evaluatedAt: 1,
  };
}

/** A workspace with a store, a registry, and targets that real inference servers serve. */
export async function releaseSite(
  deploy = '{target: live, alias: production, warmup: {requests: 2}}',
  programs = join(repository, 'dist/server'),
) {
  const folder = mkdtempSync(join(tmpdir(), 'slw-release-'));
  process.env.SLIPWAY_STATE_DIR = join(folder, 'state');
  const state: FolderState = folderState(folder);
  const store = openForTest(folder);
  const tracker = new EmbeddedTracker(store);
  const registry = new EmbeddedRegistry(store);
  const artifacts = new EmbeddedArtifacts(store.layout.artifacts, tracker);
  const candidates = new Candidates({ folder, artifactRoot: store.layout.artifacts, registry, tracker });
  const files = new ModelFiles(registry, artifacts, tracker);
  const catalog = new ModelCatalog({ registry, tracker, loggedModels: tracker.loggedModels, files });
  const audit = new AuditLog(store);
  const gates = new ScriptedGates();
  let workspaceText = 'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n';
  const ended: ReleaseResult[] = [];
  const open = () => {
    const composed = composeDeployments({
      state,
      programs,
      store,
      registry,
      catalog,
      candidates,
      gates,
      audit,
      tell: (name, params) => {
        if (name === 'deployments/ended') ended.push(params as ReleaseResult);
      },
    });
    return composed;
  };
  let composed = open();
  load();
  writeManifest();
  writeFileSync(join(folder, 'rows.csv'), 'a,b\n0,1\n1,0\n');
  onTestFinished(async () => {
    const pid = serverPid();
    composed.targets.close();
    if (pid !== null) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  function load(): void {
    const manifest = parseWorkspaceManifest(workspaceText).value;
    composed.targets.load(manifest);
    composed.approvals.load(manifest.approvalRules);
  }

  function writeManifest(text = deploy, datatype = 'FP32'): void {
    const lines = [
      'slipway: 1',
      'name: m',
      'artifact: model.onnx',
      'signature:',
      `  inputs: [{name: x, datatype: ${datatype}, shape: [-1, 2], columns: [a, b]}]`,
      '  outputs: [{name: proba, datatype: FP32, shape: [-1, 2]}]',
      'data: {evaluation: rows.csv}',
      'gates: [{name: quality, expr: auc >= 0.5}]',
      `deploy: ${text}`,
    ];
    writeFileSync(join(folder, 'm.model.yaml'), `${lines.join('\n')}\n`);
  }

  function serverPid(): number | null {
    const record = join(state.dir, 'targets');
    try {
      const [dir = ''] = readdirSync(record);
      return (JSON.parse(readFileSync(join(record, dir, 'server.json'), 'utf8')) as { pid: number }).pid;
    } catch {
      return null;
    }
  }

  return {
    /** Lines under `targets` of slipway.yaml. */
    declare(...lines: string[]): void {
      workspaceText = `slipway: 1\ntargets:\n${lines.join('\n')}\n`;
      load();
    },
    folder,
    get approvals() {
      return composed.approvals;
    },
    gates,
    audit,
    registry,
    /** What the windows are told of rollouts that ended. */
    ended,
    writeManifest,
    serverPid,
    get targets() {
      return composed.targets;
    },
    get releases() {
      return composed.releases;
    },
    get orders() {
      return composed.orders;
    },
    /** Registers `bytes`, or a classifier of this factor, with the files beside it, as the next version. */
    async register(model: number | Buffer, beside: Record<string, Uint8Array> = {}): Promise<string> {
      await registry
        .getModel('m')
        .catch(() => registry.createModel({ name: 'm', description: '', tags: {} }));
      const bytes = typeof model === 'number' ? readFileSync(writeModel('m', classifier(model))) : model;
      const place = `0/run-${Date.now()}-${Math.random()}/artifacts/model`;
      const file = join(store.layout.artifacts, place, 'model.onnx');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      for (const [name, content] of Object.entries(beside)) writeFileSync(join(dirname(file), name), content);
      const source = `mlflow-artifacts:/${place}`;
      const version = await registry.createVersion({
        name: 'm',
        source,
        storageLocation: source,
        runId: '',
        runLink: '',
        modelId: '',
        description: '',
        tags: {},
      });
      return version.version;
    },
    /** Takes the files of all runs away. */
    removeVersions(): void {
      rmSync(store.layout.artifacts, { recursive: true, force: true });
    },
    deploy(version: string, order: Partial<ReleaseOrder> = {}): Promise<ReleaseResult> {
      return composed.releases.deploy(
        {
          model: 'm',
          version,
          target: 'live',
          digests: null,
          override: null,
          allowCode: false,
          reason: 'tested',
          context: { cwd: folder, env: {} },
          ...order,
        },
        { actor: 'ann@here', channel: 'cli' },
        { signal: new AbortController().signal, report: () => {} },
      );
    },
    rollBack(to: number | null = null, target = 'live'): Promise<ReleaseResult> {
      const { deployed } = composed.targets.get(target);
      return deployed.rollBack(to, 'asked', { actor: 'ann@here', channel: 'cli' }, performance.now());
    },
    /** As a runner that was killed, and the next one. */
    async restart(target = 'live'): Promise<void> {
      composed.targets.close();
      composed = open();
      load();
      await composed.targets.recover();
      await composed.targets.get(target).deployed.settled();
    },
    /** The version that answers a request; null: nothing is served. */
    async ask(): Promise<string | null> {
      const { url } = composed.targets.view('live');
      if (url === null) return null;
      const inputs = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }];
      const response = await fetch(`${url}/v2/models/m/infer`, {
        method: 'POST',
        body: JSON.stringify({ inputs }),
      });
      if (response.status === 404) return null;
      if (response.status !== 200) throw new Error(await response.text());
      return ((await response.json()) as { model_version: string }).model_version;
    },
    actions: () =>
      audit
        .list({ subject: 'live', before: null, limit: 100 })
        .map(({ action }) => action)
        .reverse(),
  };
}
