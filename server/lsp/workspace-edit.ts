import type { ClientCapabilities, WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextChange } from '../language/lint/rule.ts';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import type { Session } from './session.ts';

/**
 * Changes of a folder's files as the client takes them: of the versions that it shows, and files that do not exist are made.
 * A client that cannot make files gets only the changes of those that are there.
 */
export function workspaceEditOf(
  changes: readonly TextChange[],
  folder: WorkspaceFolder,
  { folders, texts, clientCapabilities }: Session,
): WorkspaceEdit {
  const byUri = Map.groupBy(changes, ({ location }) => folders.uriOf(folder, location));
  const files = [...byUri].map(([uri, edits]) => {
    const location = edits[0]?.location ?? '';
    return {
      uri,
      isNew: folder.text(location) === null && folder.fileKind(location).state === 'absent',
      edits: edits.map(({ range, newText }) => ({ range, newText })),
    };
  });
  const { documentChanges, resourceOperations = [] } = editSupport(clientCapabilities);
  if (!documentChanges) return { changes: Object.fromEntries(files.map(({ uri, edits }) => [uri, edits])) };
  return {
    documentChanges: files
      .filter(({ isNew }) => !isNew || resourceOperations.includes('create'))
      .flatMap(({ uri, isNew, edits }) => [
        ...(isNew ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }] : []),
        { textDocument: { uri, version: texts.get(uri)?.version ?? null }, edits },
      ]),
  };
}

function editSupport({ workspace }: ClientCapabilities) {
  return workspace?.workspaceEdit ?? {};
}
