import { posix } from 'node:path';
import { isWithin } from '../manifests/dvc/location.ts';
import type { MeasuredFiles, Stage, StagePath } from '../manifests/dvc/pipeline.ts';

/** A stage's own metrics and plots, and what the top level names of that which the stage makes. */
export function filesOfStage(stage: Stage, declared: MeasuredFiles): MeasuredFiles {
  const made = ({ location }: StagePath) => stage.outs.some((out) => isWithin(location, out.location));
  const own = (kind: 'metric' | 'plot') => stage.outs.filter((out) => out.kind === kind);
  return {
    metrics: distinct([...own('metric'), ...declared.metrics.filter(made)]),
    plots: distinct([...own('plot'), ...declared.plots.filter(made)]),
  };
}

/** Metrics that the top level names and no stage makes. */
export function metricsOfNoStage(stages: readonly Stage[], declared: MeasuredFiles): StagePath[] {
  const outs = stages.flatMap((stage) => stage.outs);
  return distinct(
    declared.metrics.filter(({ location }) => !outs.some((out) => isWithin(location, out.location))),
  );
}

/**
 * Location -> what stands before each metric of that file: nothing where the stage has but one, otherwise the file's
 * name without its ending, or its whole path where two have the same name.
 */
export function metricPrefixes(files: readonly StagePath[]): Map<string, string> {
  const stems = files.map(({ path }) => posix.parse(path).name);
  return new Map(
    files.map(({ path, location }, index) => {
      const stem = stems[index] ?? '';
      const isUnique = stems.indexOf(stem) === stems.lastIndexOf(stem);
      const name = isUnique ? stem : path.slice(0, path.length - posix.extname(path).length);
      return [location, files.length === 1 ? '' : `${name}.`];
    }),
  );
}

function distinct(files: readonly StagePath[]): StagePath[] {
  const byLocation = new Map(files.map(({ path, location }) => [location, { path, location }]));
  return [...byLocation.values()];
}
