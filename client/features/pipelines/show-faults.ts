import * as vscode from 'vscode';
import type { PipelineFault } from '../../../schemas/protocol/pipelines.ts';
import { Disposables } from '../../host/disposables.ts';
import type { Pipelines } from './pipelines.ts';

/** Mistakes in each dvc.yaml and in what it reads stand in the Problems view, at their lines. */
export function showFaults(pipelines: Pipelines): vscode.Disposable {
  const disposables = new Disposables();
  const problems = disposables.add(vscode.languages.createDiagnosticCollection('slipway-pipelines'));
  const update = () => {
    const faults = pipelines.all.flatMap(({ view }) => view?.faults ?? []);
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
  update();
  return disposables;
}

function diagnosticOf({ message, line, column }: PipelineFault): vscode.Diagnostic {
  const start = new vscode.Position(line - 1, column - 1);
  // To the end of the line, as far as the editor has one.
  const range = new vscode.Range(start, start.with({ character: Number.MAX_SAFE_INTEGER }));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'slipway';
  return diagnostic;
}
