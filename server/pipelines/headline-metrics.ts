import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { MetricSample } from '../jobs/metric-sample.ts';
import { metricName } from '../jobs/metrics-reader.ts';
import { type FilePoint, parseMetricsText } from '../jobs/metrics-text.ts';
import type { MeasuredFiles, Stage, StagePath } from '../manifests/dvc/pipeline.ts';
import { filesOfStage, metricPrefixes, metricsOfNoStage } from './measured-files.ts';

interface Headline {
  key: string;
  /** What tells it from others of the same key: its stage, or its file. */
  owner: string;
  point: FilePoint;
}

/**
 * The last value of each metric of all the stages, also of those that were fresh, so that two runs of a pipeline can
 * be compared. A metric has its own name where one stage alone has it, and `stage.name` otherwise.
 */
export async function headlineMetrics(
  stages: readonly Stage[],
  declared: MeasuredFiles,
  root: string,
): Promise<MetricSample[]> {
  const owned = stages.map((stage) => ({
    owner: stage.address,
    files: filesOfStage(stage, declared).metrics,
  }));
  const others = metricsOfNoStage(stages, declared).map((file) => ({ owner: file.path, files: [file] }));
  const found = (
    await Promise.all([...owned, ...others].map(({ owner, files }) => headlines(owner, files, root)))
  ).flat();
  const timestamp = Date.now();
  return found.map(({ key, owner, point }) => {
    const isAlone = found.every((other) => other.key !== key || other.owner === owner);
    const name = metricName(isAlone ? key : `${owner}.${key}`);
    return { key: name, value: point.value, step: point.step ?? 0, timestamp };
  });
}

async function headlines(owner: string, files: readonly StagePath[], root: string): Promise<Headline[]> {
  const prefixes = metricPrefixes(files);
  const found = new Map<string, Headline>();
  for (const { location } of files)
    for (const point of await lastPoints(isAbsolute(location) ? location : join(root, location))) {
      const key = `${prefixes.get(location) ?? ''}${point.key}`;
      const known = found.get(key)?.point;
      if (!known || (point.step ?? 0) >= (known.step ?? 0)) found.set(key, { key, owner, point });
    }
  return [...found.values()];
}

/** Empty for what is not there or holds no metrics: its stage's run says so. */
async function lastPoints(path: string): Promise<FilePoint[]> {
  try {
    return parseMetricsText(await readFile(path, 'utf8'), path);
  } catch {
    return [];
  }
}
