import { dirname, resolve } from 'node:path';

/** `folder` and every folder above it, nearest first. */
export function upwardFrom(folder: string): string[] {
  const folders = [resolve(folder)];
  for (let parent = dirname(folders[0] ?? folder); parent !== folders.at(-1); parent = dirname(parent))
    folders.push(parent);
  return folders;
}
