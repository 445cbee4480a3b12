import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import type { TemplateStyle } from '../manifests/dvc/template.ts';
import { configPath, type DvcConfig, readDvcConfig } from './dvc-config.ts';

const cacheTypes = ['reflink', 'hardlink', 'symlink', 'copy'] as const;
export type CacheType = (typeof cacheTypes)[number];

/** What of DVC's configuration bears on running its pipelines. */
export interface DvcSettings {
  /** Absolute: `.dvc`; null in a folder that is no DVC project. */
  dvcFolder: string | null;
  /** Absolute; holds `files/md5` and `runs`. */
  cacheFolder: string;
  /** How outs come out of the cache, the preferred way first. */
  cacheTypes: CacheType[];
  /** The cache is a group's: its folders are for the group to write. */
  isShared: boolean;
  /** `core.no_scm` is not set: cached outs are for git to ignore. */
  usesGit: boolean;
  /** `core.autostage`: what DVC would write is put into git's index. */
  autostages: boolean;
  /** `core.hardlink_lock`: the lock is a file that is there, not one that is locked. */
  hardlinkLock: boolean;
  /** There is a default remote: `dvc pull` may have what is missing here. */
  hasRemote: boolean;
  templateStyle: TemplateStyle;
}

/**
 * DVC's settings of a project. Without DVC, the cache lies in the workspace's `.slipway`.
 * @throws UserError `SLW-DVC-CONFIG` for a line that is none, or a value that DVC does not know
 */
export function readDvcSettings(root: string, folder: string): DvcSettings {
  const dvcFolder = existsSync(join(root, '.dvc')) ? join(root, '.dvc') : null;
  return settingsOf(dvcFolder ? readDvcConfig(dvcFolder) : new Map(), dvcFolder, folder);
}

/** What holds where nothing is configured. */
export function defaultSettings(folder: string): DvcSettings {
  return settingsOf(new Map(), null, folder);
}

function settingsOf(config: DvcConfig, dvcFolder: string | null, folder: string): DvcSettings {
  const flag = (key: string) => isOn(config, key);
  return {
    dvcFolder,
    cacheFolder: cacheFolder(config, dvcFolder, folder),
    cacheTypes: cacheTypesOf(config),
    isShared: config.get('cache.shared')?.values[0] === 'group',
    usesGit: !flag('core.no_scm'),
    autostages: flag('core.autostage'),
    hardlinkLock: flag('core.hardlink_lock'),
    hasRemote: config.has('core.remote'),
    templateStyle: {
      bool: config.get('parsing.bool')?.values[0] === 'boolean_optional' ? 'boolean_optional' : 'store_true',
      list: config.get('parsing.list')?.values[0] === 'append' ? 'append' : 'nargs',
    },
  };
}

function cacheFolder(config: DvcConfig, dvcFolder: string | null, folder: string): string {
  const entry = config.get('cache.dir');
  if (!entry) return dvcFolder ? join(dvcFolder, 'cache') : join(folder, '.slipway', 'cache', 'pipelines');
  if (/^\w+:\/\//.test(entry.values[0] ?? ''))
    throw new UserError(
      'SLW-DVC-CONFIG',
      `${entry.file}:${entry.line}: cache.dir is "${entry.values[0]}"; expected a folder of this machine.`,
      'Name a remote under core.remote, and leave the cache on this machine.',
    );
  return configPath(entry);
}

function cacheTypesOf(config: DvcConfig): CacheType[] {
  const entry = config.get('cache.type');
  if (!entry || entry.values.length === 0) return ['reflink', 'copy'];
  return entry.values
    .flatMap((value) => value.split(','))
    .map((text) => {
      const found = cacheTypes.find((type) => type === text.trim());
      if (found) return found;
      throw new UserError(
        'SLW-DVC-CONFIG',
        `${entry.file}:${entry.line}: cache.type is "${text.trim()}"; expected ${cacheTypes.join(', ')}.`,
      );
    });
}

function isOn(config: DvcConfig, key: string): boolean {
  const entry = config.get(key);
  const value = entry?.values[0]?.toLowerCase();
  if (!entry || value === 'false') return false;
  if (value === 'true') return true;
  throw new UserError(
    'SLW-DVC-CONFIG',
    `${entry.file}:${entry.line}: ${key} is "${value}"; expected true or false.`,
  );
}
