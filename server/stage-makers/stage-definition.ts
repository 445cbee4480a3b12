import { join, posix } from 'node:path';
import type { StageChoice, StagePathRole } from '../../schemas/protocol/stage-makers.ts';
import type { PythonMapping, PythonValue } from '../core/python-value.ts';
import { joinLocation } from '../manifests/dvc/location.ts';
import { renderCommand, withoutTemplates } from './command-line.ts';
import { trackedByGit } from './git-tracked.ts';
import type { PathPart, StageDraft } from './stage-draft.ts';

/** DVC's default, beside the dvc.yaml. */
export const paramsFile = 'params.yaml';

/** The stage's entry in dvc.yaml, keys in DVC's own order. */
export async function stageDefinition(draft: StageDraft, choice: StageChoice): Promise<PythonMapping> {
  const { site, command, paramFiles } = draft;
  const { name, params } = choice;
  const definition: PythonMapping = new Map([['cmd', renderCommand(command, name, new Set(params))]]);
  if (site.workingFolder !== site.folder)
    definition.set('wdir', withoutTemplates(posix.relative(site.folder, site.workingFolder)));
  const absolute = (path: string) => join(site.root, joinLocation(site.workingFolder, path));
  const tracked = await trackedByGit(
    site.root,
    choice.paths.filter(({ role }) => role !== 'dep').map(({ path }) => absolute(path)),
  );
  const written = (path: string) => {
    const location = joinLocation(site.workingFolder, path);
    const parts = draft.paths.find((known) => known.location === location && known.parts)?.parts;
    const isMade = parts?.every((part) => typeof part === 'string' || params.includes(part.param));
    return parts && isMade ? templateOf(parts, name, site.workingFolder) : withoutTemplates(path);
  };
  const list = (key: string, items: PythonValue[]) => {
    if (items.length > 0) definition.set(key, items);
  };
  const paths = (wanted: StagePathRole) =>
    choice.paths.filter(({ role }) => role === wanted).map(({ path }) => path);
  // What git holds cannot be DVC's; metrics are small, and git shows how they change.
  const outs = (role: StagePathRole) =>
    paths(role).map((path): PythonValue => {
      const isCached = role !== 'metric' && !tracked.has(absolute(path));
      return isCached ? written(path) : new Map([[written(path), new Map([['cache', false]])]]);
    });
  list('deps', paths('dep').map(written));
  list('params', [
    ...paramEntries(posix.relative(site.workingFolder, joinLocation(site.folder, paramsFile)), name, params),
    ...paramFiles.map((file) => new Map([[posix.relative(site.workingFolder, file), null]])),
  ]);
  list('outs', outs('out'));
  list('metrics', outs('metric'));
  list('plots', outs('plot'));
  return definition;
}

function paramEntries(file: string, section: string, params: string[]): PythonValue[] {
  const keys = params.map((name) => `${section}.${name}`);
  if (keys.length === 0) return [];
  return file === paramsFile ? keys : [new Map([[file, keys]])];
}

/** The path as a template of the section's params, from the working folder. */
function templateOf(parts: readonly PathPart[], section: string, workingFolder: string): string {
  const text = parts
    .map((part) => (typeof part === 'string' ? withoutTemplates(part) : `\${${section}.${part.param}}`))
    .join('');
  return posix.relative(workingFolder, text);
}
