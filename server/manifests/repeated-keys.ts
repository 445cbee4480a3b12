import { type Document, isScalar, visit } from 'yaml';

/**
 * Keys that stand a second time in one mapping of the text, each with its offset. `yaml` must be told not to look for
 * them itself (`uniqueKeys: false`), for its own check takes the square of a mapping's size.
 */
export function repeatedKeys(document: Document): { key: unknown; offset: number }[] {
  const found: { key: unknown; offset: number }[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push({ key: key.value, offset: key.range?.[0] ?? 0 });
        seen.add(key.value);
      }
    },
  });
  return found;
}
