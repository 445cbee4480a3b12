import { formatMetric, headlineMetric } from '../../../host/run-metrics.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { readSetting } from '../../../host/settings.ts';
import { localTracker } from '../local-tracker.ts';

const remembered = 1000;

/** The metric that stands for each run that has ended, read once. */
export class HeadlineMetrics {
  readonly #texts = new Map<string, Promise<string>>();

  /** `loss 0.0214`; empty where the run has none, or cannot be read. */
  of(runner: RunnerConnection, runId: string): Promise<string> {
    const preferred = readSetting('slipway.headlineMetric', runner.folder.uri);
    const key = `${runId} ${preferred}`;
    const known = this.#texts.get(key);
    if (known) return known;
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size >= remembered) this.#texts.delete(oldest);
    const read = readMetric(runner, runId, preferred).catch(() => {
      // A lens goes without; the next look asks again.
      this.#texts.delete(key);
      return '';
    });
    this.#texts.set(key, read);
    return read;
  }
}

async function readMetric(runner: RunnerConnection, runId: string, preferred: string): Promise<string> {
  const { runs } = await runner.request('runs/get', { tracker: localTracker, ids: [runId] });
  const metric = runs[0] && headlineMetric(runs[0], preferred);
  return metric ? `${metric.key} ${formatMetric(metric)}` : '';
}
