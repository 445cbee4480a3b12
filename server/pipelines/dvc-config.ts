import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../core/user-error.ts';

/** One value of DVC's configuration, and the file that it stands in. */
export interface ConfigEntry {
  /** One, or those of a list. */
  values: string[];
  file: string;
  line: number;
}

/** `section.key` in small letters -> its entry; `remote.NAME.key` for remotes. */
export type DvcConfig = ReadonlyMap<string, ConfigEntry>;

/**
 * DVC's configuration of a project, as DVC layers it: the system's, the user's, `.dvc/config` and `.dvc/config.local`,
 * each over those before.
 * @throws UserError `SLW-DVC-CONFIG` for a line that is none
 */
export function readDvcConfig(dvcFolder: string, env: NodeJS.ProcessEnv = process.env): DvcConfig {
  const config = new Map<string, ConfigEntry>();
  const files = [
    join(systemFolder(env), 'config'),
    join(userFolder(env), 'config'),
    join(dvcFolder, 'config'),
    join(dvcFolder, 'config.local'),
  ];
  for (const file of files) for (const [key, entry] of entriesOf(file)) config.set(key, entry);
  return config;
}

/** A path of the configuration, which is relative to the folder of its file. */
export function configPath({ values, file }: ConfigEntry): string {
  const path = (values[0] ?? '').replace(/^~(?=[/\\]|$)/, homedir());
  return isAbsolute(path) ? path : resolve(dirname(file), path);
}

function userFolder(env: NodeJS.ProcessEnv): string {
  if (env.DVC_GLOBAL_CONFIG_DIR) return env.DVC_GLOBAL_CONFIG_DIR;
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'iterative', 'dvc');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'dvc');
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'dvc');
}

function systemFolder(env: NodeJS.ProcessEnv): string {
  if (env.DVC_SYSTEM_CONFIG_DIR) return env.DVC_SYSTEM_CONFIG_DIR;
  if (process.platform === 'win32')
    return join(env.PROGRAMDATA ?? join('C:', 'ProgramData'), 'iterative', 'dvc');
  if (process.platform === 'darwin') return join('/Library', 'Application Support', 'dvc');
  return join((env.XDG_CONFIG_DIRS || '/etc/xdg').split(':')[0] ?? '', 'dvc');
}

/** An INI file as ConfigObj, DVC's reader, understands it. */
function* entriesOf(file: string): Generator<[string, ConfigEntry]> {
  let section = '';
  for (const [index, line] of textOf(file).split(/\r?\n/).entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const header = /^\[\s*(.+?)\s*\](?:\s*#.*)?$/.exec(text)?.[1];
    const entry = /^([^=]+?)\s*=\s*(.*)$/.exec(text);
    if (header !== undefined) section = sectionName(header);
    else if (entry) {
      const key = `${section}.${unquoted(entry[1] ?? '').toLowerCase()}`;
      yield [key, { values: valuesOf(entry[2] ?? ''), file, line: index + 1 }];
    } else
      throw new UserError(
        'SLW-DVC-CONFIG',
        `${file}:${index + 1}: expected [section] or key = value, found "${text}".`,
      );
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw error;
  }
}

/** `'remote "storage"'` is `remote.storage`. */
function sectionName(header: string): string {
  const bare = unquoted(header);
  const named = /^\s*(\w+)\s+"(.*)"\s*$/.exec(bare);
  return named ? `${named[1]?.toLowerCase()}.${named[2]}` : bare.toLowerCase();
}

/** Items between commas, each quoted or not; a `#` outside of quotes begins a comment. */
function valuesOf(text: string): string[] {
  const items = [...text.matchAll(/\s*(?:"([^"]*)"|'([^']*)'|([^,#]*))\s*(,|#.*$|$)/g)];
  const values: string[] = [];
  for (const [, double, single, bare, end] of items) {
    const value = double ?? single ?? (bare ?? '').trim();
    if (value !== '' || double === '' || single === '') values.push(value);
    if (end !== ',') break;
  }
  return values;
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
