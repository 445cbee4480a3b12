import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CompletionProvider } from '../completion-context.ts';
import { fragment } from '../fragment.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathOffers } from '../path-offers.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt } from '../site-facts.ts';
import { stagePlace } from '../stage-place.ts';

const commands = pathPattern('stages.*.cmd', 'stages.*.cmd.#', 'stages.*.do.cmd', 'stages.*.do.cmd.#');
/** The last word of a command, behind its first. */
const lastWord = /\S\s+([\w./-]*)$/;

/** Files within a command: those that the stage names as its own first. */
export const commandFiles: CompletionProvider = (context) => {
  const { folder, document, site } = context;
  const typed = lastWord.exec(site.word.prefix)?.[1];
  if (document.kind !== 'pipeline' || !commands(site.valueAt) || typed === undefined) return [];
  const stage = stagePlace(context);
  if (!stage) return [];
  const cursor = site.word.start + site.word.prefix.length;
  const rest = /^[\w./-]*/.exec(site.word.rest)?.[0].length ?? 0;
  const place = { start: cursor - typed.length, end: cursor + rest };
  const insert = (path: string) => fragment(site, place, path);
  const named = ['deps', 'outs', 'metrics', 'plots'].flatMap((key) =>
    [...itemsAt(site, [...stage.definition, key])].map(
      (path): Offer => ({
        label: path,
        kind: CompletionItemKind.Reference,
        detail: key,
        rank: ranks.likely,
        insert: insert(path),
      }),
    ),
  );
  const others = pathOffers(folder, {
    base: stage.workingFolder,
    prefix: typed,
    rankOf: (_, kind) => (kind === 'folder' ? ranks.far : ranks.near),
    insert,
  });
  return [...named, ...others].filter(({ label }) => !/\s/.test(label));
};
