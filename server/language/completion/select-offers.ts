import type { Offer } from './offer.ts';

/** More items than this help nobody. */
export const mostOffers = 300;

/** Those that may be meant by what is typed, in their order; `isCut`: there are others that more letters would bring. */
export function selectOffers(offers: readonly Offer[], prefix: string): { selected: Offer[]; isCut: boolean } {
  const unique = distinct(offers);
  if (unique.length <= mostOffers) return { selected: byRank(unique), isCut: false };
  const typed = prefix.toLowerCase();
  const fitting = unique.filter((offer) => isWithin(typed, textOf(offer)));
  const begins = (offer: Offer) => Number(!textOf(offer).startsWith(typed));
  const selected = byRank(fitting).sort((a, b) => begins(a) - begins(b));
  return { selected: selected.slice(0, mostOffers), isCut: fitting.length < unique.length || selected.length > mostOffers };
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

function textOf({ label, insert }: Offer): string {
  if (insert.as === 'value') return String(insert.value).toLowerCase();
  return label.toLowerCase();
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
