import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Memo } from '../core/memo.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { parseParamValues } from '../manifests/dvc/param-values.ts';
import { parsePipeline } from '../manifests/dvc/parse-pipeline.ts';
import type { ParsedPipeline } from '../manifests/dvc/pipeline.ts';
import type { TemplateStyle } from '../manifests/dvc/template.ts';
import { readParamFile } from './param-file.ts';

export interface ReadPipeline extends ParsedPipeline {
  /** Locations of what its templates read. */
  read: string[];
}

const remembered = 500;
/** What each dvc.yaml read, and what came of it: parsing a thousand stages takes a tenth of a second. */
const reads = new Memo<string[]>(remembered);
const results = new Memo<ReadPipeline>(remembered);

/**
 * The stages of one dvc.yaml; the same object for as long as it and what its templates read are the same. `drafts` are
 * texts, by location, in place of what is on disk.
 */
export function readPipeline(
  root: string,
  file: string,
  style: TemplateStyle,
  drafts: ReadonlyMap<string, string>,
): ReadPipeline {
  const path = join(root, file);
  const text = drafts.get(file) ?? readFileSync(path, 'utf8');
  const evidence = (locations: readonly string[]) => [
    text,
    style.bool,
    style.list,
    ...locations.map((location) => drafts.get(location) ?? valuesOrFault(root, location)),
  ];
  const before = reads.find(path, []);
  const known = before && results.find(path, evidence(before));
  if (known) return known;
  const read = new Set<string>();
  const reader = {
    readValues: (location: string) => {
      read.add(location);
      const draft = drafts.get(location);
      // A scope changes what it is given.
      return draft === undefined
        ? structuredClone(readParamFile(root, location))
        : parseParamValues(draft, location);
    },
  };
  const parsed = parsePipeline({ text, root, file, style, reader });
  const locations = reads.keep(path, [], [...read]);
  return results.keep(path, evidence(locations), { ...parsed, read: locations });
}

function valuesOrFault(root: string, location: string): unknown {
  try {
    return readParamFile(root, location);
  } catch (error) {
    if (error instanceof ManifestFault) return error.message;
    throw error;
  }
}
