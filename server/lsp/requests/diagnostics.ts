import { DocumentDiagnosticReportKind } from 'vscode-languageserver/node';
import { asDiagnostic, problemsOf } from '../problems.ts';
import type { LanguageRequest } from '../request.ts';

export const diagnostics: LanguageRequest = {
  capabilities: {
    diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false, identifier: 'slipway' },
  },
  register(session) {
    session.connection.languages.diagnostics.on(({ textDocument }) => {
      const found = session.find(textDocument.uri);
      const items = found ? problemsOf(found).map((problem) => asDiagnostic(problem, found, session)) : [];
      return { kind: DocumentDiagnosticReportKind.Full, items };
    });
  },
};
