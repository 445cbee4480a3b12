import { CompletionItemKind } from 'vscode-languageserver-types';
import type { SchemaPlace } from '../../schema/schema-at.ts';
import { describePlace } from '../../schema/schema-words.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { keysAt } from '../site-facts.ts';

/** What most files have, before what some have. */
const likely = new Set(['stages', 'cmd', 'deps', 'params', 'outs', 'metrics', 'plots']);

/** Keys that the schema knows and the mapping lacks, those that must be there first. */
export const schemaKeys: CompletionProvider = ({ document, site, schema }) => {
  const place = site.keyOf && schema(site.keyOf);
  if (!place || !site.keyOf) return [];
  const present = keysAt(document.yaml, site, site.keyOf);
  const required = new Set(place.requiredKeys);
  return place.keys
    .filter((key) => !present.has(key))
    .map((key): Offer => {
      const child = place.child(key);
      const isRequired = required.has(key);
      const rank = isRequired ? ranks.required : likely.has(key) ? ranks.likely : ranks.usual;
      return {
        label: key,
        kind: CompletionItemKind.Property,
        detail: isRequired ? 'required' : undefined,
        documentation: () => describePlace(child),
        rank: child.isDeprecated ? ranks.deprecated : rank,
        insert: { as: 'key', key, holds: shapeOf(child) },
        isDeprecated: child.isDeprecated,
      };
    });
};

function shapeOf({ types, keys }: SchemaPlace): 'scalar' | 'map' | 'list' {
  const [type, ...others] = types;
  if (others.length > 0) return 'scalar';
  if (type === 'array') return 'list';
  return type === 'object' || (type === undefined && keys.length > 0) ? 'map' : 'scalar';
}
