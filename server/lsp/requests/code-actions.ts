import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver/node';
import type { Fix, Problem } from '../../language/lint/rule.ts';
import { silencingFixes } from '../../language/lint/silence.ts';
import { asDiagnostic, problemsOf } from '../problems.ts';
import type { LanguageRequest } from '../request.ts';
import type { Session, SessionDocument } from '../session.ts';
import { workspaceEditOf } from '../workspace-edit.ts';

export const codeActions: LanguageRequest = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  register(session) {
    session.connection.onCodeAction(({ textDocument, range }) => {
      const found = session.find(textDocument.uri);
      if (!found) return [];
      const here = problemsOf(found).filter((problem) => isNear(problem, range));
      const silenced = Map.groupBy(here, ({ code, range: { start } }) => `${code} ${start.line}`);
      return [
        ...here.flatMap((problem) => actionsOf(problem, problem.fixes(), found, session)),
        ...[...silenced.values()].flatMap(([problem]) =>
          problem
            ? actionsOf(problem, silencingFixes(found.folder, found.document, problem), found, session)
            : [],
        ),
      ];
    });
  },
};

function isNear({ range: { start, end } }: Problem, range: Range): boolean {
  return start.line <= range.end.line && end.line >= range.start.line;
}

function actionsOf(
  problem: Problem,
  fixes: readonly Fix[],
  found: SessionDocument,
  session: Session,
): CodeAction[] {
  const best = fixes.find(({ preferred }) => preferred);
  return fixes.map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(fix === best && { isPreferred: true }),
    diagnostics: [asDiagnostic(problem, found, session)],
    edit: workspaceEditOf(fix.changes, found.folder, session),
  }));
}
