import { DvcliveReader } from './dvclive-reader.ts';
import type { LastPoints, MetricFileChange } from './metric-file.ts';
import { type MetricsFile, MetricsReader, type ReadingTime } from './metrics-reader.ts';
import { PathWatch } from './path-watch.ts';

export interface MetricFilesRequest {
  /** Absolute; DVCLive's own default is `dvclive` in the working folder. */
  dvcliveFolders: string[];
  /** JSON, YAML, TOML, CSV and TSV files whose numbers are metrics. */
  files: MetricsFile[];
  /** Start of the run (milliseconds since 1970): what is older belongs to an earlier one. */
  startedAt: number;
  /** What the run already has, so that a runner that comes later goes on from there; empty at the start. */
  last: LastPoints;
  /** Called only where something is new, and where it gives a promise, awaited, which must not reject. */
  onChange: (change: MetricFileChange) => Promise<void> | undefined;
}

/** A burst of writes is read once, this long after its first. */
const settleMs = 100;

/**
 * Reads metrics from files while a run goes, for scripts without mlflow. Nothing is polled; what a file
 * system does not tell of (network disks) is read at the end.
 *
 * @returns `finish`, which stops watching and reads what is left.
 */
export function watchMetricFiles(request: MetricFilesRequest): { finish(): Promise<void> } {
  const { startedAt, last } = request;
  const readers = [
    ...request.dvcliveFolders.map((folder) => new DvcliveReader(folder, startedAt, last)),
    ...request.files.map((file) => new MetricsReader(file, startedAt, last)),
  ];
  let reading: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const readAll = async (time: ReadingTime) => {
    for (const reader of readers) {
      const change = await reader.read(time);
      if (change.metrics.length > 0 || Object.keys(change.params).length > 0 || change.problem)
        await request.onChange(change);
    }
  };
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      reading = reading.then(() => readAll('live'));
    }, settleMs);
  };

  const watches = [...request.dvcliveFolders, ...request.files.map(({ path }) => path)].map(
    (path) => new PathWatch(path, soon),
  );
  reading = readAll('live');
  return {
    finish: async () => {
      for (const watch of watches) watch.close();
      clearTimeout(timer);
      await reading;
      await readAll('ended');
    },
  };
}
