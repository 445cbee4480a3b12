import type { GateReport } from '../../schemas/protocol/gates.ts';
import type { StageView } from '../../schemas/protocol/pipelines.ts';
import { decodeMetricValue, type Run } from '../../schemas/protocol/tracking.ts';
import type { RunnerClient } from '../discovery/connect.ts';
import { connectLive } from '../discovery/ensure-runner.ts';
import { folderState } from '../discovery/state-folder.ts';
import { absent, type Known, known, unknown } from '../language/workspace/known.ts';
import type {
  EvaluatedGates,
  RegisteredModel,
  Registry,
  StageNow,
  StageRun,
} from '../language/workspace/providers.ts';

const pauseMs = 2000;

/**
 * What the runner of a folder tells of models and runs, asked for when it is first needed and kept up to date by what the runner
 * tells of changes. Everything is unknown without a runner: none is ever started.
 */
export class RunnerRegistry implements Registry {
  readonly #root: string;
  readonly #onChange: () => void;
  #client: RunnerClient | null = null;
  #models: Known<readonly RegisteredModel[]> | null = null;
  #metrics: Known<readonly string[]> | null = null;
  #stages: ReadonlyMap<string, KnownStage> | null = null;
  /** By model. */
  readonly #gates = new Map<string, Known<EvaluatedGates>>();

  /** @param onChange something is known now that was not, or is another */
  constructor(root: string, onChange: () => void) {
    this.#root = root;
    this.#onChange = onChange;
  }

  /** Connects where a runner runs. */
  async connect(): Promise<void> {
    if (this.#client?.open) return;
    const client = await connectLive(folderState(this.#root), 'lsp');
    if (!client) return;
    this.#client = client;
    client.onClose(() => this.#lose(client));
    client.on('registry/changed', () => this.#models && this.#loadModels(client));
    // A training tells of its metrics many times a second.
    const metrics = afterPause(() => this.#metrics && this.#loadMetrics(client));
    const stages = afterPause(() => this.#stages && this.#loadStages(client));
    client.on('tracking/changed', metrics);
    client.on('pipelines/changed', stages);
    client.on('gates/changed', ({ model }) => this.#gates.has(model) && this.#loadGates(client, model));
    this.#onChange();
  }

  close(): void {
    this.#client?.close();
  }

  models(): Known<readonly RegisteredModel[]> {
    if (this.#client && !this.#models) this.#loadModels(this.#client);
    return this.#models ?? unknown;
  }

  metrics(): Known<readonly string[]> {
    if (this.#client && !this.#metrics) this.#loadMetrics(this.#client);
    return this.#metrics ?? unknown;
  }

  lastRun(stage: string): Known<StageRun> {
    return this.#stage(stage)?.lastRun ?? unknown;
  }

  stageNow(stage: string): Known<StageNow> {
    return this.#stage(stage)?.now ?? unknown;
  }

  lastGates(model: string): Known<EvaluatedGates> {
    if (this.#client && !this.#gates.has(model)) this.#loadGates(this.#client, model);
    return this.#gates.get(model) ?? unknown;
  }

  #stage(stage: string): KnownStage | undefined {
    if (this.#client && !this.#stages) this.#loadStages(this.#client);
    return this.#stages?.get(stage);
  }

  #loadModels(client: RunnerClient): void {
    this.#models ??= unknown;
    this.#load(client, async () => {
      const { models } = await client.request('registry/models', {});
      this.#models = models ? known(models) : unknown;
      return true;
    });
  }

  #loadMetrics(client: RunnerClient): void {
    this.#metrics ??= unknown;
    this.#load(client, async () => {
      const { metrics } = await client.request('runs/columns', { experimentIds: [] });
      const before = this.#metrics?.state === 'known' ? this.#metrics.value : null;
      this.#metrics = known(metrics);
      return before === null || before.join('\n') !== metrics.join('\n');
    });
  }

  #loadStages(client: RunnerClient): void {
    this.#stages ??= new Map();
    this.#load(client, async () => {
      const { stages } = await client.request('pipelines/view', {});
      const ids = stages.flatMap(({ lastRun }) => (lastRun?.succeeded ? [lastRun.runId] : []));
      const { runs } = await client.request('runs/get', { ids });
      const metrics = new Map(runs.map((run) => [run.info.runId, metricsOf(run)]));
      this.#stages = new Map(
        stages.map((stage) => [
          stage.name,
          {
            lastRun: lastRunOf(stage, metrics),
            now: known({ state: stage.state, reasons: stage.reasons }),
          },
        ]),
      );
      return true;
    });
  }

  #loadGates(client: RunnerClient, model: string): void {
    if (!this.#gates.has(model)) this.#gates.set(model, unknown);
    this.#load(client, async () => {
      const { reports } = await client.request('gates/reports', { model });
      this.#gates.set(model, lastOf(reports));
      return true;
    });
  }

  /** What the runner cannot tell stays unknown. */
  #load(client: RunnerClient, load: () => Promise<boolean>): void {
    load().then(
      (isAnother) => isAnother && client === this.#client && this.#onChange(),
      () => {},
    );
  }

  #lose(client: RunnerClient): void {
    if (client !== this.#client) return;
    this.#client = null;
    this.#models = null;
    this.#metrics = null;
    this.#stages = null;
    this.#gates.clear();
    this.#onChange();
  }
}

interface KnownStage {
  lastRun: Known<StageRun>;
  now: Known<StageNow>;
}

function lastOf(reports: readonly GateReport[]): Known<EvaluatedGates> {
  const [first] = reports;
  if (!first) return absent;
  const { version, gates } = reports.reduce(
    (last, report) => (report.evaluatedAt > last.evaluatedAt ? report : last),
    first,
  );
  return known({ version, gates });
}

function metricsOf({ metrics }: Run): Map<string, number> {
  const own = metrics.filter(({ key }) => !key.startsWith('system/'));
  own.sort((a, b) => b.timestamp - a.timestamp);
  return new Map(own.map(({ key, value }) => [key, decodeMetricValue(value)]));
}

function afterPause(work: () => unknown): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      work();
    }, pauseMs);
  };
}

function lastRunOf(
  { lastRun }: StageView,
  metrics: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Known<StageRun> {
  if (!lastRun) return absent;
  if (!lastRun.succeeded) return unknown;
  const { endedAt, durationMs, runId } = lastRun;
  return known({ endedAt, durationMs, metrics: metrics.get(runId) ?? new Map() });
}
