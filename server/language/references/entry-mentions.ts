import type { Placed } from '../yaml/yaml-document.ts';
import type { MentionCollector } from './collector.ts';
import type { ManifestSymbol } from './symbol.ts';

/** More definitions than this, aliases written out, are an attack. */
const most = 50_000;

/** Every key of a mapping and of what lies below defines a dotted name. */
export function mentionEntries(
  mapping: Placed,
  prefix: string,
  symbolOf: (name: string) => ManifestSymbol,
  collector: MentionCollector,
  depth = 0,
): void {
  if (depth > 30 || collector.mentions.length > most) return;
  const below = (value: Placed, path: string) =>
    mentionEntries(value, `${path}.`, symbolOf, collector, depth + 1);
  for (const { name, key, value } of collector.entries(mapping)) {
    collector.name(key, 'definition', () => symbolOf(`${prefix}${name}`));
    const resolved = collector.resolve(value);
    if (resolved.node.kind === 'map') below(resolved, `${prefix}${name}`);
    else
      for (const [index, item] of collector.items(resolved).entries())
        below(item, `${prefix}${name}.${index}`);
  }
}
