import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A name of letters, digits, `_`, `-` and dots, as models and contracts have it. */
export function slug(text: string, fallback: string): string {
  const made = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-.]+$/g, '')
    .slice(0, 50);
  return made === '' ? fallback : made;
}

/** The first of `name`, `name-2`, … of which a folder has no file with this ending. */
export function freeFile(folder: string, name: string, ending: string): { name: string; file: string } {
  for (let turn = 1; ; turn++) {
    const candidate = turn === 1 ? name : `${name}-${turn}`;
    const file = join(folder, `${candidate}${ending}`);
    if (!existsSync(file)) return { name: candidate, file };
  }
}
