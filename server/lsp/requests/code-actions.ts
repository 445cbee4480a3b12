import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver/node';
import type { Fix } from '../../language/lint/rule.ts';
import { asDiagnostic, problemsOf } from '../problems.ts';
import type { LanguageRequest } from '../request.ts';
import type { Session, SessionDocument } from '../session.ts';

export const codeActions: LanguageRequest = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  register(session) {
    session.connection.onCodeAction(({ textDocument, range }) => {
      const found = session.find(textDocument.uri);
      if (!found) return [];
      const here = problemsOf(found).filter(
        (problem) => problem.range.start.line <= range.end.line && problem.range.end.line >= range.start.line,
      );
      return here.flatMap((problem) =>
        problem.fixes().map(
          (fix): CodeAction => ({
            title: fix.title,
            kind: CodeActionKind.QuickFix,
            isPreferred: fix.preferred,
            diagnostics: [asDiagnostic(problem, found, session)],
            edit: { changes: changesOf(fix, found, session) },
          }),
        ),
      );
    });
  },
};

function changesOf(
  { changes }: Fix,
  { folder }: SessionDocument,
  { folders }: Session,
): Record<string, TextEdit[]> {
  const byFile = Map.groupBy(changes, ({ location }) => folders.uriOf(folder, location));
  return Object.fromEntries(
    [...byFile].map(([uri, edits]) => [uri, edits.map(({ range, newText }) => ({ range, newText }))]),
  );
}
