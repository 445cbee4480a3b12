import * as vscode from 'vscode';
import type { PipelineFault } from '../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../host/disposables.ts';
import { readSetting } from '../../host/settings.ts';
import type { Pipelines } from './pipelines.ts';

/**
 * Mistakes in what pipelines read stand in the Problems view, at their lines. Those of a dvc.yaml are told of by lint, as it is
 * typed, where that is switched on.
 */
export function showFaults(pipelines: Pipelines): vscode.Disposable {
  const disposables = new Disposables();
  const problems = disposables.add(vscode.languages.createDiagnosticCollection('slipway-pipelines'));
  const update = () => {
    const faults = pipelines.all.flatMap(({ view }) => view?.faults ?? []).filter(isOurs);
    problems.clear();
    for (const [file, ofFile] of Map.groupBy(faults, (fault: PipelineFault) => fault.file))
      problems.set(vscode.Uri.file(file), ofFile.map(diagnosticOf));
  };
  disposables.add(
    pipelines.onDidChange(({ changed }) => {
      if (!changed) update();
    }),
  );
  disposables.add(pipelines.onDidChangeFolders(update));
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('slipway.lint.enabled')) update();
    }),
  );
  update();
  return disposables;
}

function isOurs({ file }: PipelineFault): boolean {
  const uri = vscode.Uri.file(file);
  return !uri.path.endsWith('/dvc.yaml') || !readSetting('slipway.lint.enabled', uri);
}

function diagnosticOf({ message, line, column }: PipelineFault): vscode.Diagnostic {
  const start = new vscode.Position(line - 1, column - 1);
  // To the end of the line, as far as the editor has one.
  const range = new vscode.Range(start, start.with({ character: Number.MAX_SAFE_INTEGER }));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'slipway';
  return diagnostic;
}
