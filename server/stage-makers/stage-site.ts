import { existsSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { UserError } from '../core/user-error.ts';
import type { SurveyedPipelines } from '../pipelines/pipeline-workspace.ts';
import { isOutside } from './choose-paths.ts';
import type { StageSite } from './stage-draft.ts';

const nameForm = /^[\w-]+$/;

/**
 * The stage's place: in the nearest dvc.yaml at or above its working folder, otherwise in a new one at the root.
 * @throws UserError `SLW-STAGE-OUTSIDE` for a folder that is not in the root's
 */
export function siteOf(root: string, workingFolder: string): StageSite {
  const location = locationOf(root, workingFolder);
  if (isOutside(location))
    throw new UserError(
      'SLW-STAGE-OUTSIDE',
      `Expected a folder within ${root}, where the pipelines are, but it was started in ${workingFolder}.`,
      'Start it again from within that folder.',
    );
  for (let folder = location; ; folder = posix.dirname(folder)) {
    const file = posix.join(folder, 'dvc.yaml');
    if (folder === '.' || existsSync(join(root, file)))
      return { root, file, folder, workingFolder: location };
  }
}

/** From the root with forward slashes; starts with `..` for what lies outside. */
export function locationOf(root: string, absolute: string): string {
  return relative(root, absolute).split(sep).join('/') || '.';
}

/**
 * The name asked for, or a free one made of `stem`.
 * @throws UserError `SLW-STAGE-NAME` for what DVC takes for no name, `SLW-STAGE-TAKEN` for one that a stage has
 */
export function stageName(
  { stages, file }: { stages: SurveyedPipelines['order']; file: string },
  asked: string | undefined,
  stem: string,
): string {
  const taken = new Set(
    stages.filter((stage) => stage.file === file).flatMap(({ name, group }) => [name, group ?? name]),
  );
  const form =
    stem
      .toLowerCase()
      .replace(/[^\w-]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'stage';
  if (asked === undefined) return freeName(form, taken);
  if (!nameForm.test(asked))
    throw new UserError(
      'SLW-STAGE-NAME',
      `"${asked}" cannot be a stage’s name: expected letters, digits, "_" and "-".`,
    );
  if (taken.has(asked))
    throw new UserError(
      'SLW-STAGE-TAKEN',
      `${file} has a stage "${asked}" already.`,
      `Give it another name, for example ${freeName(asked, taken)}.`,
    );
  return asked;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
