import type { ValuePath } from '../../manifests/dvc/fault.ts';
import type { SchemaPlace } from '../schema/schema-at.ts';
import type { CompletionSite } from './site.ts';

/**
 * The site itself, or that of the first item where a list must begin at the cursor: with a dash on a line of its own, in
 * brackets behind a colon.
 */
export function siteOfFirstItem(
  site: CompletionSite,
  schema: (path: ValuePath) => SchemaPlace | null,
): CompletionSite {
  const { valueAt } = site;
  const place = valueAt && schema(valueAt);
  if (!valueAt || !place?.types.includes('array') || place.types.length > 1) return site;
  if (site.word.style !== 'plain') return { ...site, valueAt: null };
  const first = [...valueAt, 0];
  const takesKeys = schema(first)?.types.includes('object') ?? false;
  if (site.mayStartList)
    return { ...site, valueAt: first, keyOf: takesKeys ? first : null, mayStartList: false, needsDash: true };
  if (site.keyOf !== null) return { ...site, valueAt: null };
  return { ...site, valueAt: first, needsBrackets: true, flow: true };
}
