import { dirname } from 'node:path';

/** An absolute path, and every folder above it up to the root of the disk. */
export function* withFoldersAbove(path: string): Generator<string> {
  for (let known = path; ; known = dirname(known)) {
    yield known;
    if (dirname(known) === known) return;
  }
}
