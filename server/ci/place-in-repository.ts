import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Where a project lies in its git repository; a folder that is in none stands for one. */
export interface PlaceInRepository {
  /** Absolute. */
  root: string;
  /** Path of the project from the root, with `/`; empty for the root itself. */
  below: string;
}

export async function placeInRepository(folder: string): Promise<PlaceInRepository> {
  try {
    const words = ['rev-parse', '--show-toplevel', '--show-prefix'];
    const { stdout } = await promisify(execFile)('git', words, { cwd: folder });
    const [root = folder, prefix = ''] = stdout.split('\n');
    return { root, below: prefix.replace(/\/$/, '') };
  } catch {
    return { root: folder, below: '' };
  }
}
