import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder once and reuses it afterwards. It is made beside its place and renamed into it when complete,
 * so that an interrupted or concurrent run never leaves half of it behind.
 */
export async function once(folder: string, make: (building: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  const building = `${folder}.building-${process.pid}`;
  await rm(building, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(building);
  try {
    await make(building);
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}
