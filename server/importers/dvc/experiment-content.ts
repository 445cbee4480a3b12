import { join } from 'node:path';
import { parse } from 'yaml';
import { flatten } from '../../core/flatten.ts';
import { asObject, type Json, listAt, objectAt, textAt } from '../../tracking/remote/wire.ts';
import type { MetricPoint } from '../../tracking/tracker.ts';
import type { Skip } from '../import-source.ts';
import { readDvclive } from './dvclive-folder.ts';
import { type FileView, readSmallFile } from './file-view.ts';

export interface ExperimentContent {
  params: Record<string, string>;
  points: MetricPoint[];
}

interface Reading {
  view: FileView;
  /** Of the DVC project, for objects of its cache. */
  root: string;
  time: number;
  origin: string;
  skip: Skip;
}

/**
 * What a state of a DVC project says of its run: parameters from dvc.lock, metrics from the files that dvc.yaml names
 * (read from the state or, where they are cached, from DVC's cache) and from the DVCLive folders among them.
 */
export async function readExperiment(reading: Reading): Promise<ExperimentContent> {
  const pipeline = asObject(await readYaml(reading, 'dvc.yaml'));
  const lock = asObject(await readYaml(reading, 'dvc.lock'));
  const stages = Object.values(objectAt(lock, 'stages')).map(asObject);
  const params: Record<string, string> = {};
  for (const stage of stages) {
    for (const [file, values] of Object.entries(objectAt(stage, 'params'))) {
      for (const [key, value] of flatten(values)) params[uniqueKey(params, key, file)] = String(value);
    }
  }
  const outs = new Map(
    stages.flatMap((stage) => listAt(stage, 'outs')).map((out) => [textAt(out, 'path'), out]),
  );
  const points: MetricPoint[] = [];
  const seen = new Set<string>();
  const files = [...metricFiles(pipeline)];
  for (const folder of dvcliveFolders([...files, ...outs.keys()])) {
    const live = await readDvclive(reading.view, folder, { ...reading, fallbackTime: reading.time });
    if (!live) continue;
    for (const [key, value] of Object.entries(live.params))
      params[uniqueKey(params, key, folder, value)] = value;
    for (const point of live.points) {
      points.push(point);
      seen.add(point.key.replaceAll('/', '.'));
    }
  }
  for (const file of files) {
    if (dvcliveFolders([file]).length && seen.size) continue;
    const text = (await reading.view.read(file)) ?? (await cached(reading.root, outs.get(file)));
    if (text === null) {
      reading.skip(`${reading.origin}: ${file}`, "it is neither in the commit nor in DVC's cache");
      continue;
    }
    for (const [key, value] of flatten(parseText(reading, file, text))) {
      if (typeof value !== 'number') continue;
      points.push({ key: seen.has(key) ? `${file}:${key}` : key, value, timestamp: reading.time, step: 0 });
      seen.add(key);
    }
  }
  return { params, points };
}

/** Metrics at the top of dvc.yaml and in its stages, each a path or `{path: options}`. */
function* metricFiles(pipeline: Json): Iterable<string> {
  const lists = [
    pipeline.metrics,
    ...Object.values(objectAt(pipeline, 'stages')).map((stage) => asObject(stage).metrics),
  ];
  for (const list of lists) {
    for (const item of Array.isArray(list) ? list : []) {
      if (typeof item === 'string') yield item;
      else yield* Object.keys(asObject(item));
    }
  }
}

function dvcliveFolders(paths: string[]): string[] {
  const folders = paths.flatMap((path) => /^(.*)\/metrics\.json$/.exec(path)?.[1] ?? []);
  return [...new Set([...folders, ...(paths.length > 1 ? ['dvclive'] : [])])];
}

/** An object of DVC's cache, by the md5 that dvc.lock gives. */
async function cached(root: string, out: Json | undefined): Promise<string | null> {
  const md5 = out ? textAt(out, 'md5') : '';
  if (!/^[0-9a-f]{32}$/.test(md5)) return null;
  const object = join(md5.slice(0, 2), md5.slice(2));
  const files = join(root, '.dvc', 'cache', 'files', 'md5', object);
  return (await readSmallFile(files)) ?? readSmallFile(join(root, '.dvc', 'cache', object));
}

async function readYaml(reading: Reading, path: string): Promise<unknown> {
  const text = await reading.view.read(path);
  return text === null ? {} : parseText(reading, path, text);
}

/** JSON is YAML, but for its speed. */
function parseText({ origin, skip }: Reading, path: string, text: string): unknown {
  try {
    return path.endsWith('.json') ? JSON.parse(text) : parse(text, { uniqueKeys: false });
  } catch (error) {
    skip(`${origin}: ${path}`, error instanceof Error ? error.message : String(error));
    return {};
  }
}

function uniqueKey(taken: Record<string, string>, key: string, file: string, value?: string): string {
  return key in taken && taken[key] !== value ? `${file}:${key}` : key;
}
