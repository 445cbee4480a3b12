import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { PipelineWorkspace } from '../pipeline-workspace.ts';
import { copyFiles, filesBelow } from './place-files.ts';

/** Gives a copy the `.dvc` of its original, so that `dvc` works in it too, on the original's cache. */
export async function copyDvcFolder({ root, settings }: PipelineWorkspace, copyRoot: string): Promise<void> {
  const [source, target] = [join(root, '.dvc'), join(copyRoot, '.dvc')];
  if (!existsSync(source)) return;
  await mkdir(target, { recursive: true });
  const names = (await readdir(source)).filter((name) => /^(config(\.local)?|\.gitignore)$/.test(name));
  const plots = existsSync(join(source, 'plots')) ? await filesBelow(join(source, 'plots')) : [];
  await copyFiles(source, target, [...names, ...plots.map((path) => join('plots', path))]);
  for (const name of ['config', 'config.local']) {
    const text = names.includes(name) ? await readFile(join(source, name), 'utf8') : '';
    const own = withCacheFolder(text, settings.cacheFolder);
    await writeFile(join(target, name), name === 'config' ? own : withoutGit(own));
  }
  const usual = join(source, 'cache');
  if (settings.cacheFolder !== usual) return;
  await mkdir(usual, { recursive: true });
  await symlink(usual, join(target, 'cache'), 'junction');
}

/** A relative `cache.dir` would lead elsewhere from the copy. */
function withCacheFolder(config: string, cacheFolder: string): string {
  let section = '';
  return config
    .split('\n')
    .map((line) => {
      section = /^\s*\[(.+)\]/.exec(line)?.[1]?.toLowerCase() ?? section;
      const [, before = '', path = ''] = /^(\s*dir\s*=\s*)"?(.*?)"?\s*$/.exec(line) ?? [];
      const isRelative = path !== '' && !isAbsolute(path) && !path.startsWith('~');
      return section === 'cache' && isRelative ? before + cacheFolder : line;
    })
    .join('\n');
}

/** Git is told to ignore the copy, and with git DVC would find no pipeline in it. */
function withoutGit(config: string): string {
  const lines = config.split('\n').filter((line) => !/^\s*no_scm\s*=/.test(line));
  const core = lines.findIndex((line) => /^\s*\[core\]/.test(line));
  if (core < 0) lines.unshift('[core]', '    no_scm = true');
  else lines.splice(core + 1, 0, '    no_scm = true');
  return lines.join('\n');
}
