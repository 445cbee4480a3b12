import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readStamp } from './hashing/file-stamp.ts';

/** Every file that may hold a pattern which bears on the locations, there or not; a user's own may name one more. */
export function ignoreRulesOf(root: string, locations: readonly string[]): string[] {
  const { top, common } = repositoryOf(root);
  const folders = new Set<string>();
  for (const location of locations)
    for (let folder = dirname(join(root, location)); !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
      if (folder === top) break;
    }
  const own = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  const configs = [
    join(common, 'config'),
    join(homedir(), '.gitconfig'),
    join(own, 'git', 'config'),
    '/etc/gitconfig',
  ];
  return [
    ...[...folders].map((folder) => join(folder, '.gitignore')),
    join(common, 'info', 'exclude'),
    join(own, 'git', 'ignore'),
    ...configs,
    ...configs.flatMap(excludesFileOf),
  ];
}

/** The list of what a repository tracks. */
export function indexFileOf(root: string): string {
  return join(repositoryOf(root).own, 'index');
}

/** Equal as long as none of the files has changed. */
export function stampsOf(files: readonly string[]): (string | null)[] {
  return files.map((file) => readStamp(file)?.stamp ?? null);
}

/** A worktree has a folder of its own, and shares another. */
function repositoryOf(root: string): { top: string; own: string; common: string } {
  for (let top = root; ; top = dirname(top)) {
    const git = join(top, '.git');
    const stats = statSync(git, { throwIfNoEntry: false });
    if (stats?.isFile()) {
      const own = resolve(top, /^gitdir: (.*)$/m.exec(readFileSync(git, 'utf8'))?.[1] ?? git);
      const link = join(own, 'commondir');
      return { top, own, common: existsSync(link) ? resolve(own, readFileSync(link, 'utf8').trim()) : own };
    }
    if (stats || dirname(top) === top) return { top, own: git, common: git };
  }
}

function excludesFileOf(config: string): string[] {
  if (!existsSync(config)) return [];
  const named = /^\s*excludesfile\s*=\s*"?([^"\n]+?)"?\s*$/im.exec(readFileSync(config, 'utf8'))?.[1];
  return named === undefined ? [] : [resolve(homedir(), named.replace(/^~\//, ''))];
}
