import type { Range } from 'vscode-languageserver-types';
import { isSpoilt } from '../../manifests/schema/spoilt.ts';
import type { ManifestMistake } from '../../manifests/workspace/manifest-mistake.ts';
import { readWorkspace } from '../../manifests/workspace/read-workspace.ts';
import { rangeOfLocated } from '../schema/located-range.ts';
import { schemaProblems } from '../schema/schema-problems.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { type LocatedPath, locatePath } from '../yaml/locate-path.ts';
import { plainValue } from '../yaml/values.ts';

export interface LocatedMistake extends ManifestMistake {
  at: LocatedPath;
  range: Range;
}

const known = new WeakMap<ManifestDocument, readonly LocatedMistake[]>();

/** What the engine refuses of a `slipway.yaml` beyond its schema; silent where the schema has said something. */
export function workspaceMistakes(document: ManifestDocument): readonly LocatedMistake[] {
  const mistakes = known.get(document) ?? findMistakes(document);
  known.set(document, mistakes);
  return mistakes;
}

function findMistakes(document: ManifestDocument): LocatedMistake[] {
  const { yaml, values } = document;
  if (yaml.isTooLong || values.isExplosive()) return [];
  const faults = schemaProblems(document);
  const { mistakes } = readWorkspace(plainValue(values.whole()), (path) => isSpoilt(faults, path));
  return mistakes.flatMap((mistake): LocatedMistake[] => {
    // What is named may stand in an entry that cannot be read.
    if (mistake.kind !== 'refused' && yaml.isBroken) return [];
    const at = locatePath(yaml, mistake.path);
    if (!at || (at.alias ?? at.value).place.section.problems.length > 0) return [];
    return [{ ...mistake, at, range: rangeOfLocated(yaml, mistake.path, at, 'value') }];
  });
}
