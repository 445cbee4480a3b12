import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import type { LifecycleStage, RunStatus } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import { asObject, integerOrNull, type Json, textAt, textOrNull } from '../tracking/remote/wire.ts';
import type { MetricPoint, RunInput } from '../tracking/tracker.ts';
import type { ImportSource, Skip, SourceExperiment, SourceRun } from './import-source.ts';
import { artifactFolder, filesBelow } from './local-artifacts.ts';
import { fingerprintOf } from './stable-id.ts';
import { sourceBounds, WalkLimit } from './walk-limit.ts';

/** MLflow's file store: `<experiment>/<run>/{meta.yaml,metrics,params,tags,inputs,artifacts}` and `.trash`. */
const trash = '.trash';
const maxMetaBytes = 1 << 20;
const maxLineLength = 4_096;
const statuses: Record<string, RunStatus> = {
  '1': 'RUNNING',
  '2': 'SCHEDULED',
  '3': 'FINISHED',
  '4': 'FAILED',
  '5': 'KILLED',
};

/** Throws `UserError` where the folder is no file store. */
export async function mlrunsSource(folder: string): Promise<ImportSource> {
  if (!(await isMlruns(folder, new WalkLimit(folder, sourceBounds))))
    throw new UserError(
      'SLW-IMPORT-MLRUNS',
      `${folder} is no MLflow file store: none of its folders holds an experiment's meta.yaml.`,
      'Choose the folder that is named mlruns.',
    );
  return {
    count: async () => null,
    close: async () => undefined,
    async *runs({ skip, signal }) {
      for await (const { path, meta } of experiments(folder, skip, null)) {
        const experiment: SourceExperiment = {
          name: textAt(meta, 'name'),
          lifecycleStage: path.includes(join(folder, trash)) ? 'deleted' : stageOf(meta),
          tags: await readValues(join(path, 'tags'), '', skip),
        };
        for (const name of await subfolders(path)) {
          signal.throwIfAborted();
          const run = join(path, name);
          if (!(await isFile(join(run, 'meta.yaml')))) continue;
          const taken = await readRun({ store: folder, run, experimentFolder: path, experiment, skip }).catch(
            (error: unknown) => skip(run, error instanceof Error ? error.message : String(error)),
          );
          if (taken) yield taken;
        }
      }
    },
  };
}

/** Throws `UserError` where the limit is reached before it is known. */
export async function isMlruns(folder: string, limit: WalkLimit): Promise<boolean> {
  for await (const _ of experiments(folder, () => undefined, limit)) return true;
  return false;
}

async function* experiments(
  folder: string,
  skip: Skip,
  /** Null: all of them, however long that takes. */
  limit: WalkLimit | null,
): AsyncIterable<{ path: string; meta: Json }> {
  for (const parent of [folder, join(folder, trash)]) {
    for (const name of await subfolders(parent)) {
      limit?.saw(1);
      const path = join(parent, name);
      if (name === trash || !(await isFile(join(path, 'meta.yaml')))) continue;
      try {
        const meta = await readMeta(path);
        if (textAt(meta, 'name') !== '' && textAt(meta, 'run_id') === '') yield { path, meta };
        else if (parent !== folder && textAt(meta, 'run_id') !== '')
          skip(path, 'it is a run without its experiment');
      } catch (error) {
        skip(path, error instanceof Error ? error.message : String(error));
      }
    }
  }
}

async function readRun({
  store,
  run,
  experimentFolder,
  experiment,
  skip,
}: {
  store: string;
  run: string;
  experimentFolder: string;
  experiment: SourceExperiment;
  skip: Skip;
}): Promise<SourceRun> {
  const meta = await readMeta(run);
  const runId = textAt(meta, 'run_id') || textAt(meta, 'run_uuid');
  if (runId !== basename(run))
    throw new Error(`its meta.yaml is of run ${JSON.stringify(runId.slice(0, 80))}`);
  const params = await readValues(join(run, 'params'), '', skip);
  const tags = await readValues(join(run, 'tags'), '', skip);
  const inputs = await readInputs(run, experimentFolder, skip);
  const metricFiles = await valueFiles(join(run, 'metrics'), '', skip);
  const lifecycleStage = experiment.lifecycleStage === 'deleted' ? 'deleted' : stageOf(meta);
  return {
    runId,
    origin: run,
    fingerprint: fingerprintOf([meta, params, tags, inputs, metricFiles]),
    experiment,
    runName: textAt(meta, 'run_name') || (tags['mlflow.runName'] ?? ''),
    status: statuses[textAt(meta, 'status')] ?? 'RUNNING',
    startTime: integerOrNull(meta, 'start_time') ?? 0,
    endTime: integerOrNull(meta, 'end_time'),
    lifecycleStage,
    userId: textAt(meta, 'user_id'),
    params,
    tags,
    inputs,
    async *metrics() {
      for (const { key, file } of metricFiles) yield* readPoints(key, file, skip);
    },
    async *artifacts() {
      const beside = join(run, 'artifacts');
      const uri = textAt(meta, 'artifact_uri');
      const root = (await isFolder(beside)) ? beside : await artifactFolder(uri, runId, store);
      if (root !== null) yield* filesBelow(root, run, skip);
      else if (uri !== '')
        skip(run, `its artifacts lie at ${uri.slice(0, 200)}, which cannot be read from here`);
    },
  };
}

/** Lines of `timestamp value step`; very old stores have no step. */
async function* readPoints(key: string, file: string, skip: Skip): AsyncIterable<MetricPoint[]> {
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 16 });
  let points: MetricPoint[] = [];
  let lineNumber = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    lineNumber += 1;
    if (line.trim() === '') continue;
    const point = line.length > maxLineLength ? null : pointOf(key, line);
    if (point) points.push(point);
    else skip(`${file}:${lineNumber}`, 'it is no line of a metric (timestamp, value, step)');
    if (points.length < 1_000) continue;
    yield points;
    points = [];
  }
  yield points;
}

function pointOf(key: string, line: string): MetricPoint | null {
  const [timestamp = '', value = '', step = '0'] = line.trim().split(/\s+/);
  if (!/^-?\d+$/.test(timestamp) || !/^-?\d+$/.test(step)) return null;
  const number = pythonFloat(value);
  return number === null ? null : { key, timestamp: Number(timestamp), value: number, step: Number(step) };
}

function pythonFloat(text: string): number | null {
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (word) {
    if (word[2]?.toLowerCase() === 'nan') return Number.NaN;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? null : number;
}

async function readInputs(run: string, experimentFolder: string, skip: Skip): Promise<RunInput[]> {
  const inputs: RunInput[] = [];
  for (const name of await subfolders(join(run, 'inputs'))) {
    const file = join(run, 'inputs', name);
    try {
      const input = await readMeta(file);
      if (textAt(input, 'source_type') !== 'DATASET') continue;
      const id = textAt(input, 'source_id');
      if (!/^\w+$/.test(id)) throw new Error('it names no data set');
      const dataset = await readMeta(join(experimentFolder, 'datasets', id));
      inputs.push({
        dataset: {
          name: textAt(dataset, 'name'),
          digest: textAt(dataset, 'digest'),
          sourceType: textAt(dataset, 'source_type'),
          source: textAt(dataset, 'source'),
          schema: textOrNull(dataset, 'schema'),
          profile: textOrNull(dataset, 'profile'),
        },
        tags: Object.fromEntries(
          Object.entries(asObject(input.tags)).map(([key, value]) => [key, String(value)]),
        ),
      });
    } catch (error) {
      skip(file, error instanceof Error ? error.message : String(error));
    }
  }
  return inputs;
}

/** A folder whose files are values, their paths the keys (`val/auc`). */
async function readValues(folder: string, prefix: string, skip: Skip): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { key, file, size } of await valueFiles(folder, prefix, skip)) {
    if (size > maxMetaBytes) skip(file, `it has ${size} bytes; at most ${maxMetaBytes} are read`);
    else values[key] = (await readFile(file, 'utf8')).replace(/\n$/, '');
  }
  return values;
}

async function valueFiles(
  folder: string,
  prefix: string,
  skip: Skip,
): Promise<{ key: string; file: string; size: number }[]> {
  const files: { key: string; file: string; size: number }[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, entry.name);
    const key = prefix + entry.name;
    if (entry.isDirectory() && key.length < 1_000) files.push(...(await valueFiles(file, `${key}/`, skip)));
    else if (entry.isFile()) files.push({ key, file, size: (await lstat(file)).size });
    else skip(file, 'it is a link or no regular file');
  }
  return files;
}

async function readMeta(folder: string): Promise<Json> {
  const file = join(folder, 'meta.yaml');
  const info = await lstat(file).catch(() => null);
  if (!info?.isFile()) throw new Error('its meta.yaml is missing or a link');
  if (info.size > maxMetaBytes)
    throw new Error(`its meta.yaml has ${info.size} bytes; at most ${maxMetaBytes} are read`);
  try {
    const value: unknown = parse(await readFile(file, 'utf8'), { uniqueKeys: false });
    return asObject(value);
  } catch (error) {
    throw new Error(`its meta.yaml cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function isFile(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null))?.isFile() ?? false;
}

async function isFolder(folder: string): Promise<boolean> {
  return (await lstat(folder).catch(() => null))?.isDirectory() ?? false;
}

function stageOf(meta: Json): LifecycleStage {
  return textAt(meta, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active';
}
