import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Range,
} from 'vscode-languageserver/node';
import { fixAll } from '../../language/lint/fix-all.ts';
import type { Fix, Problem } from '../../language/lint/rule.ts';
import { silencingFixes } from '../../language/lint/silence.ts';
import { extractParam } from '../../language/refactor/extract-param.ts';
import { sortStages } from '../../language/refactor/sort-stages.ts';
import type { LanguageRequest } from '../request.ts';
import type { Session, SessionDocument } from '../session.ts';
import { workspaceEditOf } from '../workspace-edit.ts';

const fixAllKind = `${CodeActionKind.SourceFixAll}.slipway`;
const sortKind = `${CodeActionKind.Source}.sort.slipway`;

export const codeActions: LanguageRequest = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorExtract, fixAllKind, sortKind],
    },
  },
  register(session) {
    session.connection.onCodeAction(async (params, token) => {
      await session.ready;
      const found = token.isCancellationRequested ? null : session.find(params.textDocument.uri);
      if (!found) return [];
      // Worked out from the text as it is now, not from what the client was told of an older one.
      const problems = session.problems.of(found);
      return [
        ...(isWanted(params, CodeActionKind.QuickFix)
          ? quickFixes(problems, params.range, found, session)
          : []),
        ...(isWanted(params, CodeActionKind.RefactorExtract)
          ? extractions(params.range, found, session)
          : []),
        ...(isWanted(params, fixAllKind) ? allFixed(problems, found, session) : []),
        ...(isWanted(params, sortKind) ? sorted(found, session) : []),
      ];
    });
  },
};

/** Kinds are in one another: `source` asks for `source.fixAll.slipway` too. What changes a whole file is given only to who asks for it. */
function isWanted({ context: { only } }: CodeActionParams, kind: string): boolean {
  if (!only || only.length === 0) return kind !== fixAllKind && kind !== sortKind;
  return only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

/** Those of the problems first, the best first; then what takes more, and last how not to be told. */
function quickFixes(
  problems: readonly Problem[],
  range: Range,
  found: SessionDocument,
  session: Session,
): CodeAction[] {
  const here = problems.filter((problem) => isNear(problem, range));
  const fixed = here.map((problem) => ({ problem, fixes: problem.fixes() }));
  const codes = new Set(
    fixed.flatMap(({ problem: { code }, fixes }) => (fixes.some(({ preferred }) => preferred) ? [code] : [])),
  );
  const silenced = Map.groupBy(here, ({ code, range: { start } }) => `${code} ${start.line}`);
  return [
    ...fixed.flatMap(({ problem, fixes }) => actionsOf(problem, fixes, found, session)),
    ...[...codes].flatMap((code) => {
      const same = problems.filter((problem) => problem.code === code);
      if (same.length < 2) return [];
      const changes = fixAll(same);
      return [action(`Fix all ${code} in this file`, CodeActionKind.QuickFix, changes, found, session)];
    }),
    ...[...silenced.values()].flatMap(([problem]) =>
      problem
        ? actionsOf(problem, silencingFixes(found.folder, found.document, problem), found, session)
        : [],
    ),
  ];
}

function allFixed(problems: readonly Problem[], found: SessionDocument, session: Session): CodeAction[] {
  const changes = fixAll(problems);
  if (changes.length === 0) return [];
  return [action('Fix all that Slipway can fix by itself', fixAllKind, changes, found, session)];
}

function sorted(found: SessionDocument, session: Session): CodeAction[] {
  const changes = sortStages(found.document);
  if (changes.length === 0) return [];
  return [action('Sort the keys and lists of stages', sortKind, changes, found, session)];
}

function extractions(range: Range, found: SessionDocument, session: Session): CodeAction[] {
  const fix = extractParam(found.folder, found.document, range);
  return fix ? [action(fix.title, CodeActionKind.RefactorExtract, fix.changes, found, session)] : [];
}

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
    ...action(fix.title, CodeActionKind.QuickFix, fix.changes, found, session),
    ...(fix === best && { isPreferred: true }),
    diagnostics: [session.problems.diagnostic(problem, found)],
  }));
}

function action(
  title: string,
  kind: string,
  changes: Fix['changes'],
  { folder }: SessionDocument,
  session: Session,
): CodeAction {
  return { title, kind, edit: workspaceEditOf(changes, folder, session) };
}
