import {
  LSPErrorCodes,
  type RenameFile,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { prepareRename } from '../../language/navigation/rename/prepare-rename.ts';
import { type Rename, renameAt } from '../../language/navigation/rename/rename.ts';
import type { LanguageRequest } from '../request.ts';
import type { Session, SessionDocument } from '../session.ts';
import { workspaceEditOf } from '../workspace-edit.ts';

export const rename: LanguageRequest = {
  capabilities: { renameProvider: { prepareProvider: true } },
  register(session) {
    const { connection } = session;
    connection.onPrepareRename(async ({ textDocument, position }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return null;
      const prepared = prepareRename(found.folder, found.document.location, position);
      if (prepared && 'refused' in prepared) return refusal(prepared.refused);
      return prepared && { range: prepared.range, placeholder: prepared.placeholder };
    });
    connection.onRenameRequest(async ({ textDocument, position, newName }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return null;
      const renamed = renameAt(found.folder, found.document.location, position, newName);
      if (renamed && 'refused' in renamed) return refusal(renamed.refused);
      return renamed && editOf(renamed, found, session);
    });
  },
};

/** The client shows it as it is. */
function refusal(why: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, why);
}

/** The texts first, for they are found at the old places; then the file itself, where the client can move one. */
function editOf({ changes, move }: Rename, { folder }: SessionDocument, session: Session): WorkspaceEdit {
  const edit = workspaceEditOf(changes, folder, session);
  const { resourceOperations = [] } = session.clientCapabilities.workspace?.workspaceEdit ?? {};
  if (!move || !edit.documentChanges || !resourceOperations.includes('rename')) return edit;
  const moved: RenameFile = {
    kind: 'rename',
    oldUri: session.folders.uriOf(folder, move.from),
    newUri: session.folders.uriOf(folder, move.to),
  };
  return { documentChanges: [...edit.documentChanges, moved] };
}
