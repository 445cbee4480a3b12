import { posix } from 'node:path';
import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { joinLocation } from '../../manifests/dvc/location.ts';
import type { StageEntry } from '../pipeline/stage-entry.ts';
import type { CompletionContext } from './completion-context.ts';
import { itemsAt, looseAt, looseText } from './site-facts.ts';

/** The stage of a dvc.yaml that the cursor is in. */
export interface StagePlace {
  name: string;
  /** Of the mapping with its `cmd`: `stages.NAME`, or `stages.NAME.do`. */
  definition: ValuePath;
  /** It stands for several stages. */
  isGroup: boolean;
  /** From the root of the workspace folder. */
  workingFolder: string;
  /** As it was read; null for one that is too new. */
  entry: StageEntry | null;
}

/** Null outside of `stages`. */
export function stagePlace({ folder, document, site }: CompletionContext): StagePlace | null {
  const path = site.valueAt ?? site.keyOf;
  const [top, name] = path ?? [];
  if (document.kind !== 'pipeline' || top !== 'stages' || typeof name !== 'string') return null;
  const hasDo = looseAt(site.section, ['stages', name, 'do']) !== null || path?.[2] === 'do';
  const definition = ['stages', name, ...(hasDo ? ['do'] : [])];
  const entry = folder.pipeline(document).entries.findLast((each) => each.name === name) ?? null;
  const wdir = looseText(site.section, [...definition, 'wdir']) ?? '.';
  return {
    name,
    definition,
    isGroup: hasDo || looseAt(site.section, ['stages', name, 'matrix']) !== null,
    workingFolder: entry?.stages[0]?.workingFolder ?? joinLocation(posix.dirname(document.location), wdir),
    entry,
  };
}

/** Every path that the stage names already, but the one under the cursor. */
export function pathsOfStage(
  { site }: CompletionContext,
  { definition, workingFolder }: StagePlace,
): Set<string> {
  const lists = ['deps', 'outs', 'metrics', 'plots'].map((key) => itemsAt(site, [...definition, key]));
  return new Set(lists.flatMap((paths) => [...paths].map((path) => joinLocation(workingFolder, path))));
}
