import type { Offer } from './offer.ts';
import type { Word } from './site.ts';

/** More items than this help nobody. */
export const mostOffers = 300;

/** Those that may be meant by what is typed, in their order; `isCut`: there are others that more letters would bring. */
export function selectOffers(offers: readonly Offer[], word: Word): { selected: Offer[]; isCut: boolean } {
  const unique = distinct(offers);
  if (unique.length <= mostOffers) return { selected: byRank(unique), isCut: false };
  const fitting = unique.filter((offer) => isWithin(typedOf(offer, word), textOf(offer)));
  const isOther = (offer: Offer) => Number(!textOf(offer).startsWith(typedOf(offer, word)));
  const selected = byRank(fitting).sort((a, b) => isOther(a) - isOther(b));
  return { selected: selected.slice(0, mostOffers), isCut: true };
}

/** Of two that write the same, the likelier. */
function distinct(offers: readonly Offer[]): Offer[] {
  const best = new Map<string, Offer>();
  for (const offer of offers) {
    const key = `${offer.insert.as === 'snippet' ? 'snippet' : ''} ${textOf(offer)}`;
    const known = best.get(key);
    if (!known || offer.rank < known.rank) best.set(key, offer);
  }
  return [...best.values()];
}

function byRank(offers: readonly Offer[]): Offer[] {
  return offers.toSorted((a, b) => a.rank - b.rank);
}

/** What the letters that are typed are compared with. */
function textOf({ insert }: Offer): string {
  if (insert.as === 'value') return String(insert.value).toLowerCase();
  return (insert.as === 'key' ? insert.key : insert.filter).toLowerCase();
}

function typedOf({ insert }: Offer, { prefix, start }: Word): string {
  return (insert.as === 'text' ? prefix.slice(insert.start - start) : prefix).toLowerCase();
}

/** The letters in this order, others between them. */
function isWithin(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
