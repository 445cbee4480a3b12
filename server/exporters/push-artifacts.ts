import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { ArtifactEntry } from '../../schemas/protocol/tracking.ts';
import type { ArtifactStore } from '../tracking/artifact-store.ts';

export interface LocalFile {
  path: string;
  file: string;
  size: number;
  /** Milliseconds. */
  changedAt: number;
}

export interface ArtifactTarget {
  list(runId: string, path: string): Promise<ArtifactEntry[]>;
  put(
    runId: string,
    path: string,
    source: { open: () => Readable; size: number },
    signal?: AbortSignal,
  ): Promise<void>;
}

/** All artifacts of a run, with where they lie. */
export async function localArtifacts(store: ArtifactStore, runId: string, folder = ''): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const { path, isDir } of await store.list(runId, folder)) {
    if (isDir) {
      files.push(...(await localArtifacts(store, runId, path)));
      continue;
    }
    const file = await store.locate(runId, path);
    const { size, mtimeMs } = await stat(file);
    files.push({ path, file, size, changedAt: Math.round(mtimeMs) });
  }
  return files;
}

/** Sends the files that the server lacks, has in another size, or that changed since `sentAt` (milliseconds). */
export async function pushArtifacts({
  target,
  runId,
  files,
  sentAt,
  signal,
}: {
  target: ArtifactTarget;
  runId: string;
  files: LocalFile[];
  sentAt: number;
  signal: AbortSignal;
}): Promise<{ artifacts: number; bytes: number }> {
  const there = new Map<string, number | null>();
  for (const folder of new Set(files.map(({ path }) => path.split('/').slice(0, -1).join('/')))) {
    for (const entry of await target.list(runId, folder)) there.set(entry.path, entry.size);
  }
  const sent = { artifacts: 0, bytes: 0 };
  for (const { path, file, size, changedAt } of files) {
    signal.throwIfAborted();
    const changedSince = sentAt > 0 && changedAt > sentAt;
    if (there.get(path) === size && !changedSince) continue;
    await target.put(
      runId,
      path,
      { open: () => createReadStream(file, { highWaterMark: 1 << 18 }), size },
      signal,
    );
    sent.artifacts += 1;
    sent.bytes += size;
  }
  return sent;
}
