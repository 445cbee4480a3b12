import { posix } from 'node:path';
import { CompletionItemKind } from 'vscode-languageserver-types';
import { joinLocation } from '../../manifests/dvc/location.ts';
import type { FileKind, FolderEntry } from '../workspace/providers.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { type Insert, type Offer, ranks } from './offer.ts';

/** Which paths are wanted. */
export interface PathsWanted {
  /** That they are relative to, from the root of the workspace folder. */
  base: string;
  /** As far as it is typed. */
  prefix: string;
  /** Of a file or folder that is offered; undefined for one that is not. */
  rankOf(location: string, kind: FileKind): number | undefined;
  insert(path: string): Insert;
}

/** What lies in the folder that is typed so far. What git ignores comes last. */
export function pathOffers({ providers }: WorkspaceFolder, wanted: PathsWanted): Offer[] {
  const { base, prefix, rankOf, insert } = wanted;
  if (/^(?:[a-z][a-z0-9+.-]*:|[/~\\])/i.test(prefix)) return [];
  const typed = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const location = joinLocation(base, typed || '.');
  const entries = providers.files.entries(location);
  if (entries.state !== 'known') return [];
  const showsHidden = prefix.slice(typed.length).startsWith('.');
  return entries.value
    .filter(({ name }) => showsHidden || !name.startsWith('.'))
    .toSorted(byKind)
    .flatMap(({ name, kind, ignored }): Offer[] => {
      const rank = rankOf(joinLocation(location, name), kind);
      if (rank === undefined || name === '.git') return [];
      return [
        {
          label: typed + name,
          kind: kind === 'folder' ? CompletionItemKind.Folder : CompletionItemKind.File,
          detail: ignored ? `${kind}, ignored by git` : kind,
          rank: ignored ? ranks.ignored : rank,
          insert: insert(typed + name),
        },
      ];
    });
}

/** A location as a manifest in `base` names it. */
export function pathFrom(base: string, location: string): string {
  return posix.isAbsolute(location) ? location : posix.relative(base, location) || '.';
}

function byKind(a: FolderEntry, b: FolderEntry): number {
  return Number(a.kind === 'folder') - Number(b.kind === 'folder') || (a.name < b.name ? -1 : 1);
}
