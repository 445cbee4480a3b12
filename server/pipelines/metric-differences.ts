import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parseMetricsText } from '../jobs/metrics-text.ts';
import type { Stage, StagePath } from '../manifests/dvc/pipeline.ts';
import { LockFiles } from './lock-file.ts';
import { filesOfStage, metricsOfNoStage } from './measured-files.ts';
import { ObjectCache } from './object-cache.ts';
import { surveyPipelines } from './pipeline-workspace.ts';

/** One metric in two states of a project; null where a state has none. */
export interface MetricDifference {
  /** Of the metrics file, from the root of the pipelines. */
  path: string;
  key: string;
  before: number | null;
  after: number | null;
}

/** Metrics files by location, each with its latest numbers. */
export type MetricValues = Map<string, Map<string, number>>;

export interface MetricsOfTree {
  values: MetricValues;
  /** Metrics files that are neither there nor in the cache, or cannot be read as metrics; each with why. */
  unread: Map<string, string>;
}

/**
 * The metrics of a project's folder. What lies only in the cache is found there by `dvc.lock`; `cacheFolder` takes the
 * place of the project's own, for a copy of it has none.
 */
export async function metricsOfTree(folder: string, cacheFolder: string | null): Promise<MetricsOfTree> {
  const { root, settings, order, declared } = surveyPipelines(folder);
  const cache = new ObjectCache({ ...settings, cacheFolder: cacheFolder ?? settings.cacheFolder });
  const locks = new LockFiles(root);
  const files = [
    ...order.flatMap((stage) => filesOfStage(stage, declared).metrics.map((file) => ({ file, stage }))),
    ...metricsOfNoStage(order, declared).map((file) => ({ file, stage: null })),
  ];
  const values: MetricValues = new Map();
  const unread = new Map<string, string>();
  for (const { file, stage } of files) {
    const text = await textOf(file, stage, { root, cache, locks });
    if (text === null) {
      unread.set(file.location, 'neither in the files nor in the cache');
      continue;
    }
    try {
      const points = parseMetricsText(text, file.location);
      values.set(file.location, new Map(points.map(({ key, value }) => [key, value])));
    } catch (error) {
      unread.set(file.location, error instanceof Error ? error.message : String(error));
    }
  }
  return { values, unread };
}

/** By file and metric; with `all` also what is the same. */
export function metricDifferences(
  before: MetricValues,
  after: MetricValues,
  all: boolean,
): MetricDifference[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
    return keys
      .map((key) => ({ path, key, before: old?.get(key) ?? null, after: now?.get(key) ?? null }))
      .filter((difference) => all || difference.before !== difference.after);
  });
}

async function textOf(
  { location }: StagePath,
  stage: Stage | null,
  { root, cache, locks }: { root: string; cache: ObjectCache; locks: LockFiles },
): Promise<string | null> {
  try {
    return await readFile(isAbsolute(location) ? location : join(root, location), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const out = stage?.outs.find((candidate) => candidate.location === location);
  const locked = stage && locks.find(stage)?.outs.find(({ path }) => path === out?.path);
  return locked && cache.has(locked) ? readFile(cache.pathOf(locked), 'utf8') : null;
}
