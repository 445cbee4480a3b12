import { basename } from 'node:path';
import * as vscode from 'vscode';
import { ClientError } from '../../../host/errors.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { runnerOfFile } from '../../../host/runner/runner-of-file.ts';
import { passedStage } from '../../../host/stage-ref.ts';
import type { Pipelines } from '../pipelines.ts';
import { fileName } from '../stage-facts.ts';

/** A folder's runner, and what of its pipelines is meant; no stages: all. */
export interface Target {
  runner: RunnerConnection;
  stages: string[];
}

/**
 * The dvc.yaml or stage that a menu passed, else all of a folder: the only one with pipelines, or one that is picked.
 * @throws ClientError `SLW-CLIENT-NO-STAGES` for a dvc.yaml in which no stage could be read.
 */
export async function targetFor(pipelines: Pipelines, passed: unknown, title: string): Promise<Target> {
  const ref = passedStage(passed);
  if (ref) return { runner: pipelines.host.runners.expect(ref.folder), stages: [ref.stage] };
  if (passed instanceof vscode.Uri && basename(passed.path) === 'dvc.yaml') return ofFile(pipelines, passed);
  const ready = pipelines.all.filter(({ view }) => view !== null);
  const [only] = ready;
  const runner = only && ready.length === 1 ? only.runner : await chooseRunner(pipelines.host.runners, title);
  return { runner, stages: [] };
}

async function ofFile(pipelines: Pipelines, file: vscode.Uri): Promise<Target> {
  const runner = runnerOfFile(pipelines.host.runners, file);
  const folder = pipelines.of(runner.folder.uri.toString());
  if (folder && !folder.view) await folder.refresh();
  const first = folder?.view?.stages.find((stage) => stage.file === file.fsPath);
  if (first) return { runner, stages: [fileName(first)] };
  throw new ClientError(
    'SLW-CLIENT-NO-STAGES',
    vscode.l10n.t('No stage could be read in {0}.', vscode.workspace.asRelativePath(file)),
    vscode.l10n.t('Problems (View: Problems) says what is wrong in it.'),
  );
}
