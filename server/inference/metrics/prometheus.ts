import type { Revision } from '../models/revision.ts';
import type { Histogram } from './histogram.ts';

/** Metrics of all revisions in Prometheus' text format 0.0.4. */
export function prometheusText(revisions: readonly Revision[]): string {
  const page = new Page();
  for (const revision of revisions) {
    const { model, version, revision: name } = revision.source;
    const { metrics } = revision;
    const labels = `model="${escaped(model)}",version="${escaped(version)}",revision="${escaped(name)}"`;
    for (const [status, count] of metrics.byStatus)
      page.add(
        'requests_total',
        'counter',
        'Infer requests that were answered.',
        `${labels},code="${status}"`,
        count,
      );
    page.add('inferences_total', 'counter', 'Rows that went through the model.', labels, metrics.inferences);
    page.add(
      'restarts_total',
      'counter',
      'Times that the process of the model ended by itself.',
      labels,
      metrics.restarts,
    );
    page.add(
      'in_flight_requests',
      'gauge',
      'Infer requests without an answer yet.',
      labels,
      metrics.inFlight,
    );
    page.add('queue_requests', 'gauge', 'Infer requests that wait for the model.', labels, revision.waiting);
    page.add('replicas', 'gauge', 'Processes that run the model.', labels, revision.replicas);
    page.add('model_ready', 'gauge', 'Whether the model is loaded.', labels, revision.isReady ? 1 : 0);
    page.addHistogram(
      'request_duration_seconds',
      'From the read request to its answer.',
      labels,
      metrics.duration,
    );
    page.addHistogram('queue_duration_seconds', 'Waiting for the model.', labels, metrics.queue);
    page.addHistogram('compute_duration_seconds', 'Within ONNX Runtime.', labels, metrics.compute);
    page.addHistogram('batch_rows', 'Rows that shared a run.', labels, metrics.batch);
  }
  return page.text();
}

/** Prometheus wants the samples of one metric together, whatever has them. */
class Page {
  readonly #families = new Map<string, string[]>();

  add(name: string, type: string, help: string, labels: string, value: number): void {
    this.#family(name, type, help).push(`slipway_inference_${name}{${labels}} ${value}`);
  }

  addHistogram(name: string, help: string, labels: string, histogram: Histogram): void {
    const lines = this.#family(name, 'histogram', help);
    const full = `slipway_inference_${name}`;
    for (const [index, count] of histogram.cumulative().entries())
      lines.push(`${full}_bucket{${labels},le="${histogram.bounds[index]}"} ${count}`);
    lines.push(
      `${full}_bucket{${labels},le="+Inf"} ${histogram.count}`,
      `${full}_sum{${labels}} ${histogram.sum}`,
      `${full}_count{${labels}} ${histogram.count}`,
    );
  }

  text(): string {
    return `${[...this.#families.values()].flat().join('\n')}\n`;
  }

  #family(name: string, type: string, help: string): string[] {
    const full = `slipway_inference_${name}`;
    const lines = this.#families.get(name) ?? [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`];
    this.#families.set(name, lines);
    return lines;
  }
}

function escaped(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
