import type { Offer } from './offer.ts';
import type { Word } from './site.ts';

/** More items than this help nobody. */
export const mostOffers = 300;

interface Candidate {
  offer: Offer;
  /** What the letters that are typed are compared with, in small letters. */
  text: string;
}

/** Those that may be meant by what is typed, in their order; `isCut`: there are others that more letters would bring. */
export function selectOffers(offers: readonly Offer[], word: Word): { selected: Offer[]; isCut: boolean } {
  if (offers.length <= mostOffers)
    return { selected: byRank(distinct(offers.map(asCandidate))), isCut: false };
  const typed = (insert: Offer['insert']) =>
    (insert.as === 'text' ? word.prefix.slice(insert.start - word.start) : word.prefix).toLowerCase();
  const { begins, holds } = fitting(offers.map(asCandidate), ({ offer }) => typed(offer.insert));
  const found = [...byRank(distinct(begins)), ...byRank(distinct(holds))];
  return { selected: found.slice(0, mostOffers), isCut: true };
}

/**
 * Of many names the likeliest, before each is made an offer of: those that begin with the letters before those that hold them, each
 * by rank. One more than are shown, so that it is seen that there are others.
 */
export function likeliest<Named extends { path: string; rank: number }>(
  names: readonly Named[],
  letters: string,
): readonly Named[] {
  if (names.length <= mostOffers) return names;
  const small = letters.toLowerCase();
  const candidates = names.map((name) => ({ name, rank: name.rank, text: name.path.toLowerCase() }));
  const { begins, holds } = fitting(candidates, () => small);
  return [...byRank(begins), ...byRank(holds)].slice(0, mostOffers + 1).map(({ name }) => name);
}

/** `text` is in small letters, and so are those that it is compared with. */
function fitting<C extends { text: string }>(
  candidates: readonly C[],
  lettersOf: (candidate: C) => string,
): { begins: C[]; holds: C[] } {
  const [begins, holds]: [C[], C[]] = [[], []];
  for (const candidate of candidates) {
    const letters = lettersOf(candidate);
    if (candidate.text.startsWith(letters)) begins.push(candidate);
    else if (isWithin(letters, candidate.text)) holds.push(candidate);
  }
  return { begins, holds };
}

function asCandidate(offer: Offer): Candidate {
  const { insert } = offer;
  if (insert.as === 'value') return { offer, text: String(insert.value).toLowerCase() };
  return { offer, text: (insert.as === 'key' ? insert.key : insert.filter).toLowerCase() };
}

/** Of two that write the same, the likelier. A snippet is never the same as a word. */
function distinct(candidates: readonly Candidate[]): Offer[] {
  const best = new Map<string, Offer>();
  const snippets: Offer[] = [];
  for (const { offer, text } of candidates) {
    if (offer.insert.as === 'snippet') snippets.push(offer);
    else {
      const known = best.get(text);
      if (!known || offer.rank < known.rank) best.set(text, offer);
    }
  }
  return [...best.values(), ...snippets];
}

function byRank<R extends { rank: number }>(ranked: readonly R[]): R[] {
  return ranked.toSorted((a, b) => a.rank - b.rank);
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
