import type { CompletionItem, Position } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { type ClientAbilities, completionContext } from './completion-context.ts';
import { completionItem } from './completion-item.ts';
import { completionSite } from './completion-site.ts';
import { layoutOf } from './layout.ts';
import { siteOfFirstItem } from './list-start.ts';
import { completionProviders } from './providers.ts';
import { selectOffers } from './select-offers.ts';
import type { CompletionSite } from './site.ts';

/** What may be written at a place of a document. */
export interface Completion {
  items: CompletionItem[];
  /** More letters may bring others. */
  isIncomplete: boolean;
  /** Documentation that takes work, for the items at these indexes. */
  later: ReadonlyMap<number, () => string | null>;
}

export const noCompletion: Completion = { items: [], isIncomplete: false, later: new Map() };

/** `typed`: the letter that made the client ask by itself; null where a person asked. */
export function complete(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  position: Position,
  abilities: ClientAbilities,
  typed: string | null = null,
): Completion {
  const found = completionSite(document.yaml, position);
  if (!found || (typed === ' ' && !isAsked(found))) return noCompletion;
  const { schema } = completionContext(folder, document, found, abilities);
  const site = siteOfFirstItem(found, schema);
  // Behind the colon of a list most people go on to the next line, and Enter would take an item.
  if (typed === ':' && site.needsBrackets) return noCompletion;
  const context = completionContext(folder, document, site, abilities);
  const offers = completionProviders.flatMap((provider) => provider(context));
  const { selected, isCut } = selectOffers(offers, site.word);
  const layout = layoutOf(document.yaml, site);
  const items: CompletionItem[] = [];
  const later = new Map<number, () => string | null>();
  for (const offer of selected) {
    const item = completionItem(offer, context, layout, items.length);
    if (!item) continue;
    if (typeof offer.documentation === 'function') later.set(items.length, offer.documentation);
    items.push(item);
  }
  return { items, isIncomplete: isCut, later };
}

/** A blank asks for something behind a colon, a dash or a bracket; elsewhere it is an indentation, or goes between words. */
function isAsked({ word, section, offset }: CompletionSite): boolean {
  return word.prefix === '' && /[:\-[{,][ \t]+$/.test(section.text.slice(Math.max(offset - 20, 0), offset));
}
