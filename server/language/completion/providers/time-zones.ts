import { CompletionItemKind } from 'vscode-languageserver-types';
import { machineTimeZone } from '../../../core/cron.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';

const zone = pathPattern('schedules.#.time_zone', 'off_peak.time_zone');

/** Time zones that this machine knows, its own first. */
export const timeZones: CompletionProvider = ({ document, site }) => {
  if (document.kind !== 'workspace' || !zone(site.valueAt) || !site.word.isWhole) return [];
  const own = machineTimeZone();
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map(
    (name): Offer => ({
      label: name,
      kind: CompletionItemKind.Constant,
      detail: name === own ? 'of this machine' : undefined,
      rank: name === own ? ranks.required : name === 'UTC' ? ranks.likely : ranks.other,
      insert: { as: 'value', value: name },
    }),
  );
};
