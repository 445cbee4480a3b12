import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathFrom } from '../path-offers.ts';
import { pathPattern } from '../path-pattern.ts';
import { pathsOfStage, stagePlace } from '../stage-place.ts';

const deps = pathPattern('stages.*.deps.#', 'stages.*.do.deps.#');

/** Data that `.dvc` files track: a dep, whether it was pulled or not. */
export const trackedData: CompletionProvider = (context) => {
  const { folder, site } = context;
  const stage = deps(site.valueAt) && site.word.isWhole ? stagePlace(context) : null;
  if (!stage) return [];
  const named = pathsOfStage(context, stage);
  return folder.providers.files.dataFiles().flatMap((location): Offer[] => {
    const data = location.replace(/\.dvc$/, '');
    const path = pathFrom(stage.workingFolder, data);
    if (named.has(data)) return [];
    return [
      {
        label: path,
        kind: CompletionItemKind.File,
        detail: 'tracked by DVC',
        rank: ranks.usual,
        insert: { as: 'value', value: path },
      },
    ];
  });
};
