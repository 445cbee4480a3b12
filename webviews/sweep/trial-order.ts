import type { SweepTrial, SweepView } from '../../schemas/protocol/sweeps.ts';
import { type AxisValues, type ParallelAxis, parallelAxis } from '../shared/parallel/parallel-axis.ts';

/** The best first, those without a metric last, in their own order. */
export function bestFirst({ trials, goal }: SweepView): SweepTrial[] {
  const sign = goal === 'maximize' ? -1 : 1;
  const rank = ({ metric }: SweepTrial) => (metric === null ? Number.POSITIVE_INFINITY : sign * metric);
  return trials.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? a.number - b.number : left - right;
  });
}

/** One axis a param, and the metric as the last. */
export function sweepAxes({ params, trials, metric }: SweepView): ParallelAxis[] {
  const values: AxisValues[] = [
    ...params.map((name, index) => ({
      id: `params.${name}`,
      key: name,
      values: trials.map((trial) => trial.values[index] ?? null),
    })),
    { id: 'metric', key: metric, values: trials.map((trial) => trial.metric) },
  ];
  return values.flatMap((one) => parallelAxis(one) ?? []);
}
