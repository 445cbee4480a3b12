import { DocumentDiagnosticReportKind } from 'vscode-languageserver/node';
import { pushDiagnostics } from '../diagnostics/push.ts';
import { Refresh } from '../diagnostics/refresh.ts';
import { reportWorkspace } from '../diagnostics/workspace-reports.ts';
import { nothingWrong } from '../problems.ts';
import type { LanguageRequest } from '../request.ts';

export const diagnostics: LanguageRequest = {
  capabilities: {
    diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true, identifier: 'slipway' },
  },
  register(session) {
    const { connection } = session;
    const refresh = new Refresh(session);
    connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
      await session.ready;
      const found = token.isCancellationRequested ? null : session.find(textDocument.uri);
      const { resultId, items } = found
        ? session.problems.report(found)
        : { resultId: nothingWrong, items: [] };
      refresh.told(textDocument.uri, resultId);
      if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
      return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
    });
    connection.languages.diagnostics.onWorkspace((params, token, _, progress) =>
      reportWorkspace(session, params, token, progress),
    );
    session.onStart(({ textDocument, workspace }) => {
      if (!textDocument?.diagnostic) pushDiagnostics(session);
      else if (workspace?.diagnostics?.refreshSupport) refresh.start();
    });
  },
};
