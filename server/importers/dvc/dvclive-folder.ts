import { parse } from 'yaml';
import { parseDvcliveTable } from '../../core/dvclive-table.ts';
import { flatten } from '../../core/flatten.ts';
import type { MetricPoint } from '../../tracking/tracker.ts';
import type { Skip } from '../import-source.ts';
import type { FileView } from './file-view.ts';

const metricsFolder = 'plots/metrics';

/** What DVCLive logged: its parameters, and each metric's history, or only its last value where there is none. */
export interface DvcliveContent {
  params: Record<string, string>;
  points: MetricPoint[];
}

/**
 * Reads a DVCLive folder (`metrics.json`, `params.yaml`, `plots/metrics/<name>.tsv`). `fallbackTime` (milliseconds)
 * stands for times that DVCLive does not record. Null where the folder is none.
 */
export async function readDvclive(
  view: FileView,
  folder: string,
  { fallbackTime, origin, skip }: { fallbackTime: number; origin: string; skip: Skip },
): Promise<DvcliveContent | null> {
  const summary = await view.read(join(folder, 'metrics.json'));
  const histories = (await view.list(join(folder, metricsFolder))).filter((path) => path.endsWith('.tsv'));
  if (summary === null && histories.length === 0) return null;
  const points: MetricPoint[] = [];
  const withHistory = new Set<string>();
  const prefix = `${join(folder, metricsFolder)}/`;
  for (const path of histories) {
    const key = path.slice(prefix.length, -'.tsv'.length);
    const history = parseDvcliveTable((await view.read(path)) ?? '');
    if (history === null) skip(`${origin}: ${path}`, 'it is no table of "step" and one metric');
    for (const row of history ?? []) points.push({ key, ...row, timestamp: row.timestamp ?? fallbackTime });
    withHistory.add(key.replaceAll('/', '.'));
  }
  const latest = parsed(summary ?? '{}', JSON.parse, `${origin}: ${join(folder, 'metrics.json')}`, skip);
  for (const [key, value] of flatten(latest)) {
    if (key === 'step' || withHistory.has(key) || typeof value !== 'number') continue;
    points.push({ key: key.replaceAll('.', '/'), value, timestamp: fallbackTime, step: 0 });
  }
  const params = await view.read(join(folder, 'params.yaml'));
  const values = parsed(
    params ?? '{}',
    (text) => parse(text),
    `${origin}: ${join(folder, 'params.yaml')}`,
    skip,
  );
  return {
    params: Object.fromEntries([...flatten(values)].map(([key, value]) => [key, String(value)])),
    points,
  };
}

function parsed(text: string, parser: (text: string) => unknown, item: string, skip: Skip): unknown {
  try {
    return parser(text);
  } catch (error) {
    skip(item, error instanceof Error ? error.message : String(error));
    return {};
  }
}

function join(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
