import { foldingRanges } from '../../language/structure/folding-ranges.ts';
import { selectionRange } from '../../language/structure/selection-ranges.ts';
import { semanticTokens, tokenModifiers, tokenTypes } from '../../language/structure/semantic-tokens.ts';
import type { LanguageRequest } from '../request.ts';

/** What an editor draws and selects by the structure of a text. */
export const structure: LanguageRequest = {
  capabilities: {
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: true,
    },
  },
  register(session) {
    const { connection } = session;
    connection.onFoldingRanges(({ textDocument }, token) => {
      const found = session.find(textDocument.uri);
      return found && !token.isCancellationRequested ? foldingRanges(found.document) : null;
    });
    connection.onSelectionRanges(({ textDocument, positions }, token) => {
      const found = session.find(textDocument.uri);
      if (!found || token.isCancellationRequested) return null;
      return positions.map((position) => selectionRange(found.document, position));
    });
    connection.languages.semanticTokens.on(({ textDocument }, token) => {
      const found = session.find(textDocument.uri);
      return { data: found && !token.isCancellationRequested ? semanticTokens(found.document) : [] };
    });
  },
};
