import { UserError } from '../core/user-error.ts';
import type { ModelFiles } from '../registry/model-files.ts';
import type { NamedFile } from './digests.ts';

/**
 * Files of a registered version, named from its own folder.
 * @throws UserError `SLW-MODEL-FILES`; TrackingError for a version that is not there
 */
export async function versionFiles(files: ModelFiles, model: string, version: string): Promise<NamedFile[]> {
  const found = await files.ofVersion(model, version);
  if (found === null || found.length === 0)
    throw new UserError(
      'SLW-MODEL-FILES',
      found === null
        ? `The files of ${model} ${version} do not lie with this folder's runs, so that they cannot be looked at.`
        : `${model} ${version} has no files any more.`,
      'Register it from a run of this folder.',
    );
  return Promise.all(found.map(async (file) => ({ name: file.path, path: await files.local(file) })));
}

/**
 * What of a version's folder the manifest's `artifact` means: a file, or a folder with a slash at its end; empty for the whole
 * folder. Registered from a logged model, a version begins below the folder that its run shows: `digits/model.onnx` is its
 * `model.onnx`.
 * @throws UserError `SLW-ARTIFACT-NONE`
 */
export function artifactIn(files: readonly NamedFile[], artifact: string): string {
  const parts = artifact.split('/').filter((part) => part !== '' && part !== '.');
  for (let from = 0; from <= parts.length; from++) {
    const name = parts.slice(from).join('/');
    if (files.some((file) => file.name === name)) return name;
    // An artifact that is a folder may be all that the version holds.
    if (from < parts.length && files.some((file) => file.name.startsWith(`${name}/`))) return `${name}/`;
  }
  const isFolder = !/\.[A-Za-z0-9]+$/.test(parts.at(-1) ?? '');
  if (isFolder) return '';
  const known = files.slice(0, 10).map(({ name }) => name);
  throw new UserError(
    'SLW-ARTIFACT-NONE',
    `The version has no "${artifact}", which the manifest names as its artifact; it has: ${known.join(', ')}.`,
    'Change "artifact" in the manifest.',
  );
}
