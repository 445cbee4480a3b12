import { statSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import type { IgnoreFile } from '../../manifests/dvc/ignore-rules.ts';
import { type FileStamp, stampOf } from './file-stamp.ts';
import { foldersBelow } from './folders-below.ts';
import { type Algorithm, type HashedFile, hashBuffer, hashFile } from './hash-file.ts';
import { changedEntries, type FolderListing, listFolder } from './list-folder.ts';
import { RememberedLists, type RememberedPaths } from './remembered-lists.ts';

/** What the pool asks of a worker thread. */
export type HashRequest =
  | { kind: 'stat'; paths: string[] }
  | { kind: 'list'; path: string; location: string; ignoreFiles: readonly IgnoreFile[] }
  | { kind: 'compare'; path: string; entries: 'isFile' | 'isDirectory'; known: RememberedPaths }
  | { kind: 'hash'; algorithm: Algorithm; paths: string[] }
  | { kind: 'folders'; path: string };
export type HashAnswer =
  | { kind: 'stat'; found: FoundPath[] }
  | { kind: 'list'; listing: FolderListing }
  | { kind: 'compare'; changed: number[] | null }
  | { kind: 'hash'; files: HashedFile[] }
  | { kind: 'folders'; paths: string[] }
  | { kind: 'failed'; message: string };

/** What lies at a path; null: nothing. */
export type FoundPath = FileStamp | 'folder' | 'other' | null;

/** Serves one request after the other, for as long as the thread lives. */
export function serveHashing(port: MessagePort): void {
  const memory = { buffer: hashBuffer(), lists: new RememberedLists() };
  port.on('message', (request: HashRequest) => {
    try {
      port.postMessage(answer(request, memory));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ kind: 'failed', message } satisfies HashAnswer);
    }
  });
}

function answer(
  request: HashRequest,
  { buffer, lists }: { buffer: Buffer; lists: RememberedLists },
): HashAnswer {
  switch (request.kind) {
    case 'stat':
      return { kind: 'stat', found: request.paths.map(find) };
    case 'list':
      return { kind: 'list', listing: listFolder(request.path, request.location, request.ignoreFiles) };
    case 'compare':
      return {
        kind: 'compare',
        changed: changedEntries(lists.of(request.path, request.known), request.entries, request.known.stamps),
      };
    case 'hash':
      return { kind: 'hash', files: request.paths.map((path) => hashFile(path, request.algorithm, buffer)) };
    case 'folders':
      return { kind: 'folders', paths: [...foldersBelow(request.path)] };
  }
}

function find(path: string): FoundPath {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return null;
  if (stats.isFile()) return stampOf(stats);
  return stats.isDirectory() ? 'folder' : 'other';
}
