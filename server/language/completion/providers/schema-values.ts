import { CompletionItemKind } from 'vscode-languageserver-types';
import { describePlace } from '../../schema/schema-words.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { itemsAt } from '../site-facts.ts';

/** What the schema allows as a value, and its examples. */
export const schemaValues: CompletionProvider = ({ site, schema }) => {
  const { valueAt, word } = site;
  if (!valueAt || !word.isWhole || word.prefix.includes('${')) return [];
  const place = schema(valueAt);
  if (!place) return [];
  const isItem = typeof valueAt.at(-1) === 'number';
  const present = isItem ? itemsAt(site, valueAt.slice(0, -1)) : new Set<string>();
  const offers: { value: unknown; rank: number; note: string }[] = place.values.map((value) => ({
    value,
    rank: ranks.usual,
    note: '',
  }));
  if (place.default !== undefined) offers.push({ value: place.default, rank: ranks.likely, note: 'default' });
  offers.push(...usable(place.examples).map((value) => ({ value, rank: ranks.example, note: 'example' })));
  return offers.flatMap(({ value, rank, note }): Offer[] => {
    if (!isScalar(value) || present.has(String(value))) return [];
    return [
      {
        label: String(value),
        kind: note === 'example' ? CompletionItemKind.Value : CompletionItemKind.EnumMember,
        detail: note,
        documentation: () => describePlace(place),
        rank,
        insert: { as: 'value', value },
      },
    ];
  });
};

/** Amounts, and one of several words. An example of a name or of a path is nobody's. */
function usable(examples: readonly unknown[]): readonly unknown[] {
  return examples.length > 2 ? examples : examples.filter((example) => /^\d[^*]*$/.test(String(example)));
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
