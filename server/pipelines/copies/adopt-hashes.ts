import { lstatSync } from 'node:fs';
import { readStamp } from '../hashing/file-stamp.ts';
import type { HashIndex, KnownFile } from '../hashing/hash-index.ts';

/** What is smaller is hashed in no time. */
const adoptedBytes = 1 << 20;

/** What is known of a file or folder holds for its copy, or for a link to it: large data need not be read again. */
export async function adoptHashes(index: HashIndex, source: string, target: string): Promise<void> {
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (!found) return;
  const known = await index.findBelow(source);
  // Through a link it is the same file, and a stamp of an earlier time is none of it.
  if (found.isSymbolicLink())
    index.remember(
      [...known.values()].map((file) => ({ ...file, path: target + file.path.slice(source.length) })),
    );
  else
    index.remember(
      [...known.keys()].flatMap((path) => copied(index, path, target + path.slice(source.length))),
    );
  index.remember(copied(index, source, target));
}

function copied(index: HashIndex, source: string, target: string): KnownFile[] {
  const [before, after] = [readStamp(source), readStamp(target)];
  if (!before || !after || before.size < adoptedBytes || before.size !== after.size) return [];
  const md5 = index.find(source, before.stamp);
  return md5 === null ? [] : [{ path: target, stamp: after.stamp, md5 }];
}
