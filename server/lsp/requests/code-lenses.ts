import { type CodeLens, CodeLensRefreshRequest } from 'vscode-languageserver/node';
import { referenceLensesIn, usesOfLens } from '../../language/lenses/reference-lenses.ts';
import type { SymbolKind } from '../../language/references/symbol.ts';
import { refreshAfterChanges } from '../refresh-after-changes.ts';
import type { LanguageRequest } from '../request.ts';

/** What a lens carries until it is looked at. `kind`: clients that want fewer choose by it. */
interface LensData {
  uri: string;
  kind: SymbolKind;
}

/** The client's own command that lists places: `[uri, position, Location[]]`. The protocol has none. */
const showReferences = 'slipway.showReferences';

export const codeLenses: LanguageRequest = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  register(session) {
    const { connection, folders } = session;
    connection.onCodeLens(async ({ textDocument: { uri } }, token) => {
      const found = await session.findIndexed(uri, token);
      if (!found) return [];
      return referenceLensesIn(found.folder, found.location).map(
        ({ kind, range }): CodeLens => ({ range, data: { uri, kind } satisfies LensData }),
      );
    });
    connection.onCodeLensResolve(async (lens, token) => {
      const { uri } = lens.data as LensData;
      const found = await session.findIndexed(uri, token);
      const uses = found ? usesOfLens(found.folder, found.location, lens.range.start.line) : null;
      const locations = (uses ?? []).flatMap(({ location, range }) =>
        found ? { uri: folders.uriOf(found.folder, location), range } : [],
      );
      const title = locations.length === 1 ? '1 reference' : `${locations.length} references`;
      const isListed = session.showsReferences && locations.length > 0;
      return {
        ...lens,
        command: {
          title,
          command: isListed ? showReferences : '',
          arguments: isListed ? [uri, lens.range.start, locations] : [],
        },
      };
    });
    session.onStart(({ workspace }) => {
      if (workspace?.codeLens?.refreshSupport) refreshAfterChanges(session, CodeLensRefreshRequest.type);
    });
  },
};
