import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFile } from '../../schemas/manifests/model.ts';
import { UserError } from '../core/user-error.ts';
import { parseModelManifest } from '../manifests/model/parse-model-manifest.ts';
import { walk } from '../workspace-facts/disk-walk.ts';

const deepest = 12;
const suffix = '.model.yaml';

/** A manifest of a model that has no fault. */
export interface ModelManifest {
  /** From the workspace folder, with forward slashes. */
  location: string;
  text: string;
  value: ModelFile;
  /** Of each gate, from 1. */
  gateLines: number[];
}

/**
 * The manifest of a registered model: the one `*.model.yaml` of the folder that has its name.
 * @throws UserError `SLW-MODEL-MANIFEST-MISSING`, `SLW-MODEL-MANIFEST-INVALID`, `SLW-MODEL-MANIFEST-TWICE`
 */
export function findModelManifest(folder: string, model: string): ModelManifest {
  const found: ModelManifest[] = [];
  const broken: string[] = [];
  for (const location of modelManifests(folder)) {
    const text = readFileSync(join(folder, location), 'utf8');
    const { value, gateLines, problems } = parseModelManifest(text);
    if (value?.name === model) found.push({ location, text, value, gateLines });
    const [problem] = problems;
    if (problem) broken.push(`${location}:${problem.line}: ${problem.message}`);
  }
  const [first, second] = found;
  if (first && second)
    throw new UserError(
      'SLW-MODEL-MANIFEST-TWICE',
      `${first.location} and ${second.location} both describe the model ${model}; expected one.`,
      'Rename the model in one of them, or remove it.',
    );
  if (first) return first;
  if (broken.length > 0)
    throw new UserError(
      'SLW-MODEL-MANIFEST-INVALID',
      `No manifest describes the model ${model}, and these cannot be read:\n${broken.join('\n')}`,
    );
  throw new UserError(
    'SLW-MODEL-MANIFEST-MISSING',
    `No *${suffix} of this folder has the name ${model}; a release needs one, for it says what the model must be.`,
    '“Slipway: New Model Manifest from Run” writes one from a run.',
  );
}

/** Locations of all `*.model.yaml`, sorted. */
export function modelManifests(folder: string): string[] {
  return [...walk(folder, '', deepest)]
    .flat()
    .filter((location) => location.endsWith(suffix))
    .sort();
}
