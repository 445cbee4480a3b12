import type { Location, LocationLink } from 'vscode-languageserver/node';
import { definitionAt } from '../../language/navigation/definition.ts';
import type { LanguageRequest } from '../request.ts';

export const definition: LanguageRequest = {
  capabilities: { definitionProvider: true },
  register(session) {
    session.connection.onDefinition(
      async ({ textDocument, position }, token): Promise<Location[] | LocationLink[]> => {
        const found = await session.findIndexed(textDocument.uri, token);
        if (!found) return [];
        const links = definitionAt(found.folder, found.document.location, position).map(
          ({ origin, location, range }): LocationLink => ({
            originSelectionRange: origin,
            targetUri: session.folders.uriOf(found.folder, location),
            targetRange: range,
            targetSelectionRange: range,
          }),
        );
        if (session.clientCapabilities.textDocument?.definition?.linkSupport) return links;
        return links.map(({ targetUri, targetRange }): Location => ({ uri: targetUri, range: targetRange }));
      },
    );
  },
};
