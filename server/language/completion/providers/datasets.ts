import { CompletionItemKind } from 'vscode-languageserver-types';
import { keyText } from '../../yaml/node.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';

const places = pathPattern('deploy.warmup.from', 'monitors.#.reference');

/** Entries of a model manifest's `data`. */
export const datasets: CompletionProvider = ({ document, site }) => {
  if (document.kind !== 'model' || !places(site.valueAt) || !site.word.isWhole) return [];
  return document.yaml.pairsAt(['data']).flatMap(({ pair }): Offer[] => {
    const name = keyText(pair.key);
    if (name === null || name === 'contract') return [];
    return [
      {
        label: name,
        kind: CompletionItemKind.Reference,
        detail: keyText(pair.value) ?? undefined,
        rank: ranks.likely,
        insert: { as: 'value', value: name },
      },
    ];
  });
};
