import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { StageView } from '../../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { Pipelines } from '../pipelines.ts';
import { lastTraceback, type Traceback } from './traceback.ts';

/**
 * A stage that failed stands in the Problems view: at the line of the user's code that its traceback names, else at
 * the stage's own line; until it no longer counts as failed. `isTold`: runs whose task has brought its tracebacks
 * there.
 */
export function showFailures(pipelines: Pipelines, isTold: (runId: string) => boolean): vscode.Disposable {
  const disposables = new Disposables();
  const problems = disposables.add(vscode.languages.createDiagnosticCollection('slipway-failures'));
  const update = () => {
    problems.clear();
    const failed = pipelines.all.flatMap(({ runner, view }) =>
      (view?.stages ?? []).flatMap((stage) => {
        if (stage.state !== 'failed') return [];
        const traceback = lastTraceback(stage.lastRun?.outputTail ?? '');
        if (traceback && stage.lastRun && isTold(stage.lastRun.runId)) return [];
        return [problemOf(stage, traceback, runner.folder.uri.fsPath)];
      }),
    );
    for (const [file, ofFile] of Map.groupBy(failed, ({ file }) => file))
      problems.set(
        vscode.Uri.file(file),
        ofFile.map(({ diagnostic }) => diagnostic),
      );
  };
  disposables.add(pipelines.onDidChange(update));
  disposables.add(pipelines.onDidChangeFolders(update));
  return disposables;
}

function problemOf(
  { name, file, line, reasons }: StageView,
  traceback: Traceback | null,
  folder: string,
): { file: string; diagnostic: vscode.Diagnostic } {
  const frame = traceback && ownFrame(traceback, folder, dirname(file));
  const [at, message] = frame
    ? [frame, traceback.message]
    : [{ file, line }, reasons[0] ?? vscode.l10n.t('It failed.')];
  const range = new vscode.Range(at.line - 1, 0, at.line - 1, Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(range, vscode.l10n.t('{0} failed: {1}', name, message));
  diagnostic.source = 'slipway';
  const stageLine = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
  if (frame)
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(stageLine, vscode.l10n.t('The stage {0}', name)),
    ];
  return { file: at.file, diagnostic };
}

/** The innermost call in a file of the workspace, libraries aside. */
function ownFrame(
  { frames }: Traceback,
  folder: string,
  besides: string,
): { file: string; line: number } | null {
  const own = frames
    .map(({ file, line }) => ({ file: resolve(besides, file), line }))
    .filter(({ file }) => !isOutside(relative(folder, file)) && !/[\\/]site-packages[\\/]/.test(file));
  const last = own.at(-1);
  return last && existsSync(last.file) ? last : null;
}

function isOutside(path: string): boolean {
  return path.startsWith('..') || isAbsolute(path);
}
