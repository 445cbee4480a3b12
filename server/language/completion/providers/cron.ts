import { CompletionItemKind } from 'vscode-languageserver-types';
import { parseCron } from '../../../core/cron.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';
import { looseText } from '../site-facts.ts';

const places = {
  workspace: pathPattern('schedules.#.cron'),
  model: pathPattern('monitors.#.schedule'),
} as const;

const presets: readonly (readonly [expression: string, meaning: string])[] = [
  ['0 2 * * *', 'every night at 02:00'],
  ['30 6 * * *', 'every morning at 06:30'],
  ['0 * * * *', 'every hour, on the hour'],
  ['15 * * * *', 'every hour, at a quarter past'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['0 */6 * * *', 'every 6 hours'],
  ['0 2 * * 1-5', 'at 02:00 from Monday to Friday'],
  ['0 2 * * 0', 'every Sunday at 02:00'],
  ['0 6 * * 1', 'every Monday at 06:00'],
  ['0 3 1 * *', 'on the first of every month at 03:00'],
  ['0 3 1 1,4,7,10 *', 'on the first of every quarter at 03:00'],
];

/** Times that schedules are often given, with what they mean and when they would be next. */
export const cron: CompletionProvider = ({ document, site }) => {
  const { kind } = document;
  if ((kind !== 'workspace' && kind !== 'model') || !places[kind](site.valueAt) || !site.valueAt) return [];
  if (!site.word.isWhole) return [];
  const zone = looseText(site.section, [...site.valueAt.slice(0, -1), 'time_zone']);
  return presets.map(
    ([expression, meaning]): Offer => ({
      label: expression,
      kind: CompletionItemKind.Event,
      detail: meaning,
      documentation: () => nextTimes(expression, zone),
      rank: ranks.usual,
      insert: { as: 'value', value: expression, inQuotes: true },
    }),
  );
};

function nextTimes(expression: string, zone: string | null): string | null {
  try {
    const times = parseCron(expression, zone);
    const next: number[] = [];
    for (let time: number | null = Date.now(); next.length < 3; next.push(time)) {
      time = times.next(time);
      if (time === null) break;
    }
    const format = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'full',
      timeStyle: 'short',
      ...(zone !== null && { timeZone: zone }),
    });
    return `Next:\n\n${next.map((time) => `- ${format.format(time)}`).join('\n')}`;
  } catch {
    // The time zone that stands there is none.
    return null;
  }
}
