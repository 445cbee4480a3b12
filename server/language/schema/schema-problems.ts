import type { Range } from 'vscode-languageserver-types';
import { checkValue } from '../../manifests/schema/check-value.ts';
import type { PlacedFault, SchemaFault } from '../../manifests/schema/schema-fault.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { type LocatedPath, locatePath } from '../yaml/locate-path.ts';
import type { YamlNode } from '../yaml/node.ts';
import { plainValue } from '../yaml/values.ts';
import { rangeOfLocated, topOf } from './located-range.ts';
import { manifestSchemaOf } from './manifest-schemas.ts';

/** A fault of a document by its schema, where a person sees it. */
export interface SchemaProblem extends PlacedFault {
  range: Range;
  /** What the path leads to; with the key, for what is wrong with one. Null in a text that holds nothing. */
  at: LocatedPath | null;
}

const known = new WeakMap<ManifestDocument, readonly SchemaProblem[]>();

/** What is wrong by the schema of its kind, in no order; entries that are no YAML are passed over. */
export function schemaProblems(document: ManifestDocument): readonly SchemaProblem[] {
  const problems = known.get(document) ?? findProblems(document);
  known.set(document, problems);
  return problems;
}

function findProblems(document: ManifestDocument): SchemaProblem[] {
  const { yaml, values, kind } = document;
  const schema = manifestSchemaOf(kind);
  if (!schema || yaml.isTooLong || values.isExplosive()) return [];
  const problems = checkValue(schema, plainValue(values.whole())).flatMap((placed): SchemaProblem[] => {
    const { path, fault } = placed;
    const at = locatePath(yaml, 'key' in fault ? [...path, fault.key] : path);
    if (at === null) return yaml.isBroken ? [] : [{ ...placed, at, range: topOf(yaml) }];
    // Of a mapping that is cut into sections, what is missing may be in the one that cannot be read.
    const isUnsure = fault.kind === 'missing-key' && path.length < 2 ? yaml.isBroken : false;
    if (isUnsure || (at.alias ?? at.value).place.section.problems.length > 0) return [];
    return [{ ...placed, at, range: rangeOfLocated(yaml, path, at, rangeWanted(fault)) }];
  });
  // A mistake below an anchor is told of there, and not again at its aliases.
  const direct = new Set(problems.filter(({ at }) => !at?.alias).map(originOf));
  return problems.filter((problem) => !problem.at?.alias || !direct.has(originOf(problem)));
}

function originOf({ at, fault }: SchemaProblem): YamlNode | null {
  return ('key' in fault ? at?.pair?.pair.key : null) ?? at?.value.node ?? null;
}

function rangeWanted({ kind }: SchemaFault): 'key' | 'mapping' | 'value' {
  if (kind === 'unknown-key' || kind === 'wrong-key') return 'key';
  return kind === 'wrong-value' ? 'value' : 'mapping';
}
