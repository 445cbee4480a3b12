import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { type IgnoreFile, IgnoreRules } from '../manifests/dvc/ignore-rules.ts';

/**
 * What git leaves out by its patterns, read from its files: git itself is not run, for it is not to run in a folder that
 * nobody trusts.
 */
export class GitIgnored {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Of the entries of a folder, by its location from the root. Nothing is, outside a repository. */
  below(location: string): (name: string, isFolder: boolean) => boolean {
    const folder = isAbsolute(location) ? location : join(this.#root, location);
    const top = repositoryAbove(folder);
    if (top === null) return () => false;
    const rules = rulesOf(top, folder);
    const prefix = locationIn(top, folder);
    return (name, isFolder) => rules.ignores(prefix === '' ? name : `${prefix}/${name}`, isFolder);
  }
}

function repositoryAbove(folder: string): string | null {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? null : repositoryAbove(above);
}

/** Patterns nearer to the folder count more. */
function rulesOf(top: string, folder: string): IgnoreRules {
  const config = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  const folders = [folder];
  while (folders[0] !== top) folders.unshift(dirname(folders[0] ?? top));
  const files: IgnoreFile[] = [
    ...read(join(config, 'git', 'ignore'), ''),
    ...read(join(top, '.git', 'info', 'exclude'), ''),
    ...folders.flatMap((path) => read(join(path, '.gitignore'), locationIn(top, path))),
  ];
  try {
    return new IgnoreRules(files);
  } catch (error) {
    if (error instanceof ManifestFault) return new IgnoreRules([]);
    throw error;
  }
}

function read(path: string, folder: string): IgnoreFile[] {
  try {
    return [{ folder, text: readFileSync(path, 'utf8') }];
  } catch {
    // Not there, or not to be read: it leaves nothing out.
    return [];
  }
}

function locationIn(top: string, path: string): string {
  return relative(top, path).split(sep).join('/');
}
