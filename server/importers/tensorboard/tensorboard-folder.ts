import { constants } from 'node:fs';
import { open, opendir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import type { MetricPoint } from '../../tracking/tracker.ts';
import type { ImportSource, Skip, SourceRun } from '../import-source.ts';
import { fingerprintOf, stableRunId } from '../stable-id.ts';
import { isToolFolder, sourceBounds, WalkLimit } from '../walk-limit.ts';
import { decodeEvent, type TensorboardEvent } from './event.ts';
import { readRecords } from './record-file.ts';

const maxDepth = 20;
/** MLflow's alphabet of keys; TensorBoard takes anything as a tag. */
const notInKeys = /[^/\w.\- :\p{L}\p{N}\p{M}]/gu;

interface RunFolder {
  path: string;
  /** Below the root, with forward slashes; empty for the root itself. */
  name: string;
  files: string[];
}

/**
 * Folders of TensorBoard event files, each a run named by its path. Throws `UserError` where there is none.
 * `experimentName` is for all of them.
 */
export async function tensorboardSource(
  folder: string,
  experimentName: string | null,
): Promise<ImportSource> {
  const root = await realpath(folder);
  const folders: RunFolder[] = [];
  for await (const found of runFolders(root, new WalkLimit(folder, sourceBounds))) folders.push(found);
  if (folders.length === 0)
    throw new UserError(
      'SLW-IMPORT-TENSORBOARD',
      `There is no TensorBoard event file in ${folder}.`,
      'Choose the folder that you give to tensorboard --logdir.',
    );
  return {
    count: async () => folders.length,
    close: async () => undefined,
    async *runs({ skip, signal }) {
      for (const found of folders) {
        signal.throwIfAborted();
        yield await readRun(root, found, experimentName ?? basename(root), skip);
      }
    },
  };
}

/** Throws `UserError` where the limit is reached before one is found. */
export async function hasEventFiles(folder: string, limit: WalkLimit): Promise<boolean> {
  for await (const _ of runFolders(folder, limit)) return true;
  return false;
}

/** Those near the root first, so that a huge folder of something else does not hide them. */
async function* runFolders(root: string, limit: WalkLimit): AsyncIterable<RunFolder> {
  let level = [''];
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const below: string[] = [];
    for (const name of level) {
      const path = join(root, name);
      const files: string[] = [];
      for await (const entry of await opendir(path)) {
        limit.saw(1);
        if (entry.isFile() && entry.name.includes('tfevents')) files.push(join(path, entry.name));
        if (entry.isDirectory() && !isToolFolder(entry.name))
          below.push(name === '' ? entry.name : `${name}/${entry.name}`);
      }
      if (files.length) yield { path, name, files: files.sort() };
    }
    level = below.sort();
  }
}

async function readRun(
  root: string,
  { path, name, files }: RunFolder,
  experimentName: string,
  skip: Skip,
): Promise<SourceRun> {
  const sizes = await Promise.all(files.map(async (file) => [file, (await stat(file)).size]));
  // A first pass for what the run says of itself; scalars are read again when the run is taken, never kept.
  const head = { first: null as number | null, last: null as number | null, params: {}, failed: false };
  for await (const event of events(files, () => undefined)) {
    head.first = Math.min(head.first ?? event.time, event.time);
    head.last = Math.max(head.last ?? event.time, event.time);
    if (event.hparams) head.params = { ...head.params, ...event.hparams };
    if (event.endStatus === 2) head.failed = true;
  }
  return {
    runId: stableRunId(`tensorboard:${path}`),
    origin: path,
    fingerprint: fingerprintOf(sizes),
    experiment: { name: experimentName, lifecycleStage: 'active', tags: {} },
    runName: name || basename(root),
    status: head.failed ? 'FAILED' : 'FINISHED',
    startTime: head.first ?? 0,
    endTime: head.last,
    lifecycleStage: 'active',
    userId: '',
    params: head.params,
    tags: {},
    inputs: [],
    async *metrics() {
      for await (const { time, step, scalars } of events(files, skip)) {
        yield scalars.map(
          ({ tag, value }): MetricPoint => ({
            key: tag.replace(notInKeys, '_'),
            value,
            timestamp: time,
            step,
          }),
        );
      }
    },
    async *artifacts() {},
  };
}

/** Of all files, in their order. What is broken ends its file and is told of. */
async function* events(files: string[], skip: Skip): AsyncIterable<TensorboardEvent> {
  for (const file of files) {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
      (error: Error) => {
        skip(file, error.message);
        return null;
      },
    );
    if (!handle) continue;
    const plugins = new Map<string, string>();
    try {
      for await (const record of readRecords(handle)) yield decodeEvent(record, plugins);
    } catch (error) {
      skip(file, error instanceof Error ? error.message : String(error));
    } finally {
      await handle.close();
    }
  }
}
