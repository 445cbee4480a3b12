import type { TextInsert } from './offer.ts';
import type { CompletionSite } from './site.ts';

/** Where a piece of a scalar stands, in characters of its line. */
interface Place {
  start: number;
  end: number;
}

/**
 * A piece of a scalar in the place of another. Between brackets of flow style all of the scalar comes into quotes where the
 * piece could not stand in it otherwise.
 * @param filter that the letters typed since `start` are compared with
 */
export function fragment(
  { word, flow }: CompletionSite,
  place: Place,
  text: string,
  filter = text,
): TextInsert {
  const { start, end } = place;
  const { style, isOneLine, prefix, rest } = word;
  if (style === 'double-quoted')
    return { as: 'text', text: JSON.stringify(text).slice(1, -1), start, end, filter };
  if (style === 'single-quoted') return { as: 'text', text: text.replaceAll("'", "''"), start, end, filter };
  if (!flow || !isOneLine) return { as: 'text', text, start, end, filter };
  const before = prefix.slice(0, start - word.start);
  const whole = before + text + rest.slice(end - word.start - prefix.length);
  if (!/[,[\]{}]/.test(whole)) return { as: 'text', text, start, end, filter };
  return {
    as: 'text',
    text: JSON.stringify(whole),
    start: word.start,
    end: word.end,
    filter: before + filter,
  };
}
