import { CompletionItemKind } from 'vscode-languageserver-types';
import type { ManifestKind } from '../../workspace/manifest-kind.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { keyText, pairOf } from '../../yaml/node.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';

/** Where a manifest names an entry of slipway.yaml. */
const places: readonly {
  kind: ManifestKind;
  at: ReturnType<typeof pathPattern>;
  of: string;
  /** Always there, whether it is defined or not. */
  builtIn?: string;
}[] = [
  { kind: 'workspace', at: pathPattern('tracker'), of: 'trackers', builtIn: 'local' },
  { kind: 'workspace', at: pathPattern('rates.#.machine'), of: 'executors', builtIn: 'local' },
  { kind: 'model', at: pathPattern('deploy.target'), of: 'targets' },
  { kind: 'model', at: pathPattern('retrain.executor'), of: 'executors', builtIn: 'local' },
];

/** Executors, targets and trackers of slipway.yaml. */
export const workspaceNames: CompletionProvider = ({ folder, document, site }) => {
  const place = places.find(({ kind, at }) => kind === document.kind && at(site.valueAt));
  if (!place || !site.word.isWhole) return [];
  const found = entriesOf(folder, place.of);
  const { builtIn } = place;
  if (builtIn !== undefined && !found.has(builtIn)) found.set(builtIn, 'built in');
  return [...found].map(
    ([name, detail]): Offer => ({
      label: name,
      kind: CompletionItemKind.Reference,
      detail,
      rank: ranks.likely,
      insert: { as: 'value', value: name },
    }),
  );
};

/** Names of a mapping of slipway.yaml, with what tells their kind. */
function entriesOf(folder: WorkspaceFolder, key: string): Map<string, string> {
  const yaml = folder.document('slipway.yaml')?.yaml;
  const found = new Map<string, string>();
  for (const { pair, place } of yaml?.pairsAt([key]) ?? []) {
    const name = keyText(pair.key);
    const value = yaml?.resolve({ node: pair.value, place }).node;
    const telling = pairOf(value, 'kind') ?? pairOf(value, 'uri');
    const singular = key.replace(/s$/, '');
    if (name !== null) found.set(name, (telling && keyText(telling.value)) ?? singular);
  }
  return found;
}
