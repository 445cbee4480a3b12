import { InlayHintRefreshRequest } from 'vscode-languageserver/node';
import { hintsIn } from '../../language/hints/inlay-hints.ts';
import { refreshAfterChanges } from '../refresh-after-changes.ts';
import type { LanguageRequest } from '../request.ts';

export const inlayHints: LanguageRequest = {
  capabilities: { inlayHintProvider: true },
  register(session) {
    session.connection.languages.inlayHint.on(({ textDocument, range }, token) => {
      const found = session.find(textDocument.uri);
      return found && !token.isCancellationRequested ? hintsIn(found.folder, found.document, range) : null;
    });
    session.onStart(({ workspace }) => {
      if (workspace?.inlayHint?.refreshSupport) refreshAfterChanges(session, InlayHintRefreshRequest.type);
    });
  },
};
