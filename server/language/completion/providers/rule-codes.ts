import { CompletionItemKind } from 'vscode-languageserver-types';
import { rules } from '../../lint/rules.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';
import { keysAt } from '../site-facts.ts';

const severities = pathPattern('rules');

/** Codes of lint rules, to change their severity. */
export const ruleCodes: CompletionProvider = ({ document, site }) => {
  if (document.kind !== 'workspace' || !site.keyOf || !severities(site.keyOf)) return [];
  const present = keysAt(document.yaml, site, site.keyOf);
  return rules
    .filter(({ code }) => !present.has(code))
    .map(
      ({ code, name, summary }): Offer => ({
        label: code,
        kind: CompletionItemKind.Property,
        detail: name,
        documentation: summary,
        rank: ranks.usual,
        insert: { as: 'key', key: code, holds: 'scalar' },
      }),
    );
};
