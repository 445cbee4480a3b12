import type { ParamsOf, RequestName, ResultOf } from '../../../../schemas/protocol/rpc.ts';
import { type Experiment, type Run, runTags, type ViewType } from '../../../../schemas/protocol/tracking.ts';
import { type Forest, nest } from './nest.ts';
import { hasMoved } from './run-facts.ts';

export interface RunsReader {
  request<M extends RequestName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>>;
}

/** Which runs changed (none named: any may have), and whether only by metrics. */
export interface RunsChange {
  runIds: readonly string[];
  metricsOnly: boolean;
}

/** Rows a request of parents asks for at once. */
const parentChunk = 5000;

/**
 * What the tree knows of one folder's runs: a copy, filled as branches are opened and thrown away when
 * the store says that it changed.
 */
export class RunsModel {
  readonly #reader: RunsReader;
  readonly #tracker: () => string;
  readonly #view: () => ViewType;
  #experiments: Promise<Experiment[]> | null = null;
  readonly #forests = new Map<string, Promise<Forest>>();
  readonly #runs = new Map<string, Run>();
  /** By run, the turn of the request whose answer is kept, or of the first that is on its way. */
  readonly #turns = new Map<string, number>();
  #turn = 0;

  constructor(reader: RunsReader, source: { tracker: () => string; view: () => ViewType }) {
    this.#reader = reader;
    this.#tracker = source.tracker;
    this.#view = source.view;
  }

  /** Experiments that hold runs, the one with the latest run first; then the others that a person made. */
  experiments(): Promise<Experiment[]> {
    this.#experiments ??= this.#readExperiments();
    return this.#experiments;
  }

  forest(experimentId: string): Promise<Forest> {
    const known = this.#forests.get(experimentId);
    if (known) return known;
    const reading = this.#readForest(experimentId);
    this.#forests.set(experimentId, reading);
    return reading;
  }

  /** In the order asked; a run that is gone is left out. */
  async runs(ids: readonly string[]): Promise<Run[]> {
    const read = await this.#fetch(ids.filter((id) => !this.#runs.has(id)));
    return ids.flatMap((id) => this.#runs.get(id) ?? read.get(id) ?? []);
  }

  /**
   * Reads what changed; resolves to whether rows came, went or moved. Metrics move nothing, so that a run which is not
   * looked at costs nothing while it trains.
   */
  async refresh({ runIds, metricsOnly }: RunsChange): Promise<{ structure: boolean }> {
    if (runIds.length === 0) return { structure: true };
    const before = new Map(this.#runs);
    // One that is being read may be read from before this change.
    const known = runIds.filter((id) => this.#turns.has(id));
    await this.#fetch(known);
    if (metricsOnly) return { structure: false };
    const moved = known.some((id) => {
      const [was, is] = [before.get(id), this.#runs.get(id)];
      return !was || !is || hasMoved(was, is);
    });
    return { structure: moved || known.length < runIds.length };
  }

  forgetStructure(): void {
    this.#experiments = null;
    this.#forests.clear();
  }

  forgetAll(): void {
    this.forgetStructure();
    this.#runs.clear();
    this.#turns.clear();
  }

  async #readExperiments(): Promise<Experiment[]> {
    const at = { tracker: this.#tracker() };
    const [{ experiments }, { ids }] = await Promise.all([
      this.#reader.request('experiments/list', { ...at, view: 'ACTIVE_ONLY' }),
      this.#reader.request('runs/query', {
        ...at,
        experimentIds: [],
        filter: '',
        orderBy: ['attributes.start_time DESC'],
        view: this.#view(),
      }),
    ]);
    const [latest] = await this.runs(ids.slice(0, 1));
    const rank = (experiment: Experiment) => (experiment.experimentId === latest?.info.experimentId ? 0 : 1);
    return experiments
      .filter((experiment) => ids.length > 0 || experiment.experimentId !== '0')
      .sort((a, b) => rank(a) - rank(b) || (b.lastUpdateTime ?? 0) - (a.lastUpdateTime ?? 0));
  }

  async #readForest(experimentId: string): Promise<Forest> {
    const query = {
      tracker: this.#tracker(),
      experimentIds: [experimentId],
      orderBy: ['attributes.start_time DESC'],
      view: this.#view(),
    };
    const [all, nested] = await Promise.all([
      this.#reader.request('runs/query', { ...query, filter: '' }),
      this.#reader.request('runs/query', { ...query, filter: `tags.\`${runTags.parent}\` IS NOT NULL` }),
    ]);
    const parentOf = new Map<string, string>();
    for (let start = 0; start < nested.ids.length; start += parentChunk) {
      const { rows } = await this.#reader.request('runs/rows', {
        tracker: query.tracker,
        ids: nested.ids.slice(start, start + parentChunk),
        columns: [`tags.${runTags.parent}`],
      });
      for (const { info, cells } of rows) parentOf.set(info.runId, String(cells[0]));
    }
    return nest(all.ids, parentOf);
  }

  /** Answers may overtake one another; what was asked for last is kept. */
  async #fetch(ids: readonly string[]): Promise<ReadonlyMap<string, Run>> {
    const read = new Map<string, Run>();
    if (ids.length === 0) return read;
    const turn = ++this.#turn;
    for (const id of ids) if (!this.#turns.has(id)) this.#turns.set(id, turn);
    const { runs } = await this.#reader.request('runs/get', { tracker: this.#tracker(), ids: [...ids] });
    for (const run of runs) read.set(run.info.runId, run);
    for (const id of ids) {
      const kept = this.#turns.get(id);
      if (kept === undefined || kept > turn) continue;
      this.#turns.set(id, turn);
      const run = read.get(id);
      if (run) this.#runs.set(id, run);
      else this.#runs.delete(id);
    }
    return read;
  }
}
