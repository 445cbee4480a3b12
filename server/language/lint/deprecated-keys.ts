import type { SchemaProblem } from '../schema/schema-problems.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';

export interface DeprecatedKey {
  /** Of a stage, that has taken its place; null where none has. */
  successor: string | null;
  /** What to do, in words. */
  advice: string;
}

/** Keys of a stage that older versions of DVC read. */
const keysOfStages: ReadonlyMap<string, DeprecatedKey> = new Map([
  ['locked', { successor: 'frozen', advice: 'it is called "frozen"' }],
  ['live', { successor: null, advice: 'list what DVCLive writes under "metrics" and "plots"' }],
]);

/** Set where what is wrong is a key that DVC has taken away. */
export function deprecatedKeyOf(
  { kind }: ManifestDocument,
  { path, fault }: SchemaProblem,
): DeprecatedKey | null {
  const [top, , body] = path;
  const isStage = top === 'stages' && (path.length === 2 || (path.length === 3 && body === 'do'));
  if (kind !== 'pipeline' || fault.kind !== 'unknown-key' || !isStage) return null;
  return keysOfStages.get(fault.key) ?? null;
}
