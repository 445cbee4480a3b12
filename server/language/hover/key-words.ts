import { schemaAt } from '../schema/schema-at.ts';
import { describePlace } from '../schema/schema-words.ts';
import { pathAt } from '../yaml/path-at.ts';
import { plainValue } from '../yaml/values.ts';
import type { HoverContext, HoverPart } from './hover-part.ts';

/** Of a key: what the manifest's schema says of it. */
export function keyWords({ document, position }: HoverContext): HoverPart | null {
  const at = pathAt(document.yaml, position);
  if (!at?.isKey) return null;
  const place = schemaAt(document.kind, at.path, plainValue(document.values.whole()));
  const markdown = place && describePlace(place);
  return markdown ? { range: document.yaml.rangeOf(at.node, at.place), markdown } : null;
}
