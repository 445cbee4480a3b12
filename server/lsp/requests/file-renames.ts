import { relative, sep } from 'node:path';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { FileMove } from '../../language/navigation/rename/file-move.ts';
import { moveChanges } from '../../language/navigation/rename/file-moves.ts';
import { prepareIndex } from '../prepare-index.ts';
import type { LanguageRequest } from '../request.ts';
import { workspaceEditOf } from '../workspace-edit.ts';

/** A file or folder that is renamed in the editor keeps its name in all manifests. */
export const fileRenames: LanguageRequest = {
  capabilities: {
    workspace: {
      fileOperations: {
        willRename: { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] },
      },
    },
  },
  register(session) {
    session.connection.workspace.onWillRenameFiles(
      async ({ files }, token): Promise<WorkspaceEdit | null> => {
        await prepareIndex(
          session,
          session.folders.all().map(({ folder }) => folder),
        );
        const edits: WorkspaceEdit[] = [];
        for (const { folder } of session.folders.all()) {
          if (token.isCancellationRequested) return null;
          const moves = files.flatMap(({ oldUri, newUri }): FileMove[] => {
            const [from, to] = [oldUri, newUri].map((uri) => locationIn(folder.root, uri));
            return from && to ? [{ from, to }] : [];
          });
          const changes = moves.length > 0 ? moveChanges(folder, moves) : [];
          if (changes.length > 0) edits.push(workspaceEditOf(changes, folder, session));
        }
        return edits.length > 0 ? together(edits) : null;
      },
    );
  },
};

function locationIn(root: string, uri: string): string {
  return relative(root, URI.parse(uri).fsPath).split(sep).join('/');
}

/** Edits of several folders, whose files differ. */
function together(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  const documentChanges = edits.flatMap((edit) => edit.documentChanges ?? []);
  if (documentChanges.length > 0) return { documentChanges };
  return { changes: Object.assign({}, ...edits.map(({ changes }) => changes)) };
}
