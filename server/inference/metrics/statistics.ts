import type { Revision } from '../models/revision.ts';

/** A revision in the form of Triton's statistics extension; durations in nanoseconds. */
export function statisticsOf({ source, metrics }: Revision): object {
  const spent = ({ count, sum }: { count: number; sum: number }) => ({ count, ns: Math.round(sum * 1e9) });
  const none = { count: 0, ns: 0 };
  const rounded = ({ count, ns }: { count: number; ns: number }) => ({ count, ns: Math.round(ns) });
  return {
    name: source.model,
    version: source.version,
    last_inference: metrics.lastInferenceMs,
    inference_count: metrics.inferences,
    execution_count: metrics.batch.count,
    inference_stats: {
      success: rounded(metrics.success),
      fail: rounded(metrics.fail),
      queue: spent(metrics.queue),
      compute_input: none,
      compute_infer: spent(metrics.compute),
      compute_output: none,
      cache_hit: none,
      cache_miss: none,
    },
    batch_stats: [...metrics.runs]
      .sort(([a], [b]) => a - b)
      .map(([rows, run]) => ({
        batch_size: rows,
        compute_input: none,
        compute_infer: rounded(run),
        compute_output: none,
      })),
  };
}
