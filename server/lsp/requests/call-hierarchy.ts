import type { CallHierarchyItem } from 'vscode-languageserver/node';
import { makersOf, readersOf, type StageItem, stagesAt } from '../../language/navigation/call-hierarchy.ts';
import type { WorkspaceFolder } from '../../language/workspace/workspace-folder.ts';
import type { LanguageRequest } from '../request.ts';
import type { Session } from '../session.ts';

/** Stages as callers: incoming is who reads what a stage makes, outgoing whose outs it reads. */
export const callHierarchy: LanguageRequest = {
  capabilities: { callHierarchyProvider: true },
  register(session) {
    const { callHierarchy } = session.connection.languages;
    callHierarchy.onPrepare(async ({ textDocument, position }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return null;
      const { folder, document } = found;
      return stagesAt(folder, document.location, position).map((stage) => asItem(stage, folder, session));
    });
    callHierarchy.onIncomingCalls(async ({ item }, token) => {
      const found = await session.findIndexed(item.uri, token);
      if (!found) return null;
      const { folder, document } = found;
      return readersOf(folder, { location: document.location, name: item.name }).map(({ stage, at }) => ({
        from: asItem(stage, folder, session),
        fromRanges: at,
      }));
    });
    callHierarchy.onOutgoingCalls(async ({ item }, token) => {
      const found = await session.findIndexed(item.uri, token);
      if (!found) return null;
      const { folder, document } = found;
      return makersOf(folder, { location: document.location, name: item.name }).map(({ stage, at }) => ({
        to: asItem(stage, folder, session),
        fromRanges: at,
      }));
    });
  },
};

function asItem(
  { name, kind, detail, location, range, selectionRange }: StageItem,
  folder: WorkspaceFolder,
  { folders }: Session,
): CallHierarchyItem {
  return { name, kind, detail, uri: folders.uriOf(folder, location), range, selectionRange };
}
