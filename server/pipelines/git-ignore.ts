import { execFile, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Memo } from '../core/memo.ts';
import { ignoreRulesOf, indexFileOf, stampsOf } from './git-files.ts';

/** What git said last of each root: to ask it takes longer than all else, where nothing has changed. */
const ignored = new Memo<Set<string>>(20);
const tracked = new Memo<Set<string>>(20);

const longestAnswer = 1 << 28;

/**
 * Sees to it that git ignores a cached out, by an entry in the `.gitignore` beside it, as DVC writes it. Nothing
 * happens outside a git repository, nor for what is ignored already. Returns the file that it wrote, or null.
 */
export async function ignoreInGit(path: string): Promise<string | null> {
  if (!isInRepository(dirname(path)) || (await isIgnored(path))) return null;
  const file = join(dirname(path), '.gitignore');
  // Nothing else of this process can come between these two lines.
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const entry = `/${basename(path).replace(/[\\[\]!*#?]/g, '\\$&')}`;
  if (before.split('\n').includes(entry)) return null;
  appendFileSync(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${entry}\n`);
  return file;
}

/**
 * Which of the locations git ignores by its patterns alone: a file that it tracks all the same counts as ignored, as
 * it does for DVC.
 */
export function ignoredByGit(root: string, locations: readonly string[]): Set<string> {
  if (locations.length === 0) return new Set();
  const evidence = [...locations, ...stampsOf(ignoreRulesOf(root, locations))];
  const known = ignored.find(root, evidence);
  if (known) return known;
  const input = locations.map((location) => `${location}\0`).join('');
  const found = askGit(root, ['check-ignore', '--no-index', '-z', '--stdin'], input);
  return ignored.keep(root, evidence, found);
}

/** Which of the locations git tracks, or something below. */
export function trackedByGit(root: string, locations: readonly string[]): Set<string> {
  if (locations.length === 0) return new Set();
  const evidence = [...locations, ...stampsOf([indexFileOf(root)])];
  const known = tracked.find(root, evidence);
  if (known) return known;
  const paths = locations.map((location) => `:(literal)${location}`);
  const files = askGit(root, ['ls-files', '-z', '--', ...paths]);
  const found = locations.filter((location) =>
    [...files].some((file) => file === location || file.startsWith(`${location}/`)),
  );
  return tracked.keep(root, evidence, new Set(found));
}

/** Puts files into git's index, as `core.autostage` wants it. */
export async function stageInGit(root: string, files: readonly string[]): Promise<void> {
  await promisify(execFile)('git', ['add', '--', ...files], { cwd: root });
}

export function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  return dirname(folder) !== folder && isInRepository(dirname(folder));
}

/** An answer between NULs; empty where git has none to give, knows of no repository, or is not there. */
function askGit(root: string, args: string[], input = ''): Set<string> {
  if (!isInRepository(root)) return new Set();
  const { stdout, status, error } = spawnSync('git', args, {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: longestAnswer,
    stdio: [input === '' ? 'ignore' : 'pipe', 'pipe', 'ignore'],
  });
  if (error && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return new Set(status === 0 ? stdout.split('\0').filter((location) => location !== '') : []);
}

async function isIgnored(path: string): Promise<boolean> {
  try {
    await promisify(execFile)('git', ['check-ignore', '--quiet', path], { cwd: dirname(path) });
    return true;
  } catch {
    return false;
  }
}
