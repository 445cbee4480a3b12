import { posix } from 'node:path';
import { CompletionItemKind } from 'vscode-languageserver-types';
import { type ManifestKind, manifestKindOf } from '../../workspace/manifest-kind.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathFrom } from '../path-offers.ts';
import { pathPattern } from '../path-pattern.ts';

/** Where a manifest names another, and of which kind. */
const places: readonly { kind: ManifestKind; at: ReturnType<typeof pathPattern>; names: ManifestKind }[] = [
  { kind: 'workspace', at: pathPattern('schedules.#.pipeline'), names: 'pipeline' },
  { kind: 'model', at: pathPattern('retrain.pipeline'), names: 'pipeline' },
  { kind: 'model', at: pathPattern('data.contract'), names: 'data' },
];

/** Manifests of the workspace folder by their path. */
export const manifests: CompletionProvider = ({ folder, document, site }) => {
  const place = places.find(({ kind, at }) => kind === document.kind && at(site.valueAt));
  if (!place || !site.word.isWhole) return [];
  const base = posix.dirname(document.location);
  return folder.providers.files
    .manifests()
    .filter((location) => manifestKindOf(location) === place.names)
    .map((location): Offer => {
      const path = pathFrom(base, location);
      return {
        label: path,
        kind: CompletionItemKind.File,
        rank: path.includes('/') ? ranks.usual : ranks.likely,
        insert: { as: 'value', value: path },
      };
    });
};
