import * as vscode from 'vscode';
import type { FileChanges } from '../../host/file-changes.ts';
import type { Host } from '../../host/host.ts';
import { pickRun } from '../../host/pick-run.ts';
import { passedRuns } from '../../host/run-ref.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { makeStage } from './make-stage.ts';

/** Turns the run that a menu passed, or one that a person picks, into a stage. */
export async function stageFromRun(host: Host, changes: FileChanges, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Turn Run into Stage');
  const [passed] = passedRuns(args);
  const runner = passed ? host.runners.expect(passed.folder) : await chooseRunner(host.runners, title);
  const placeHolder = vscode.l10n.t('The run whose command becomes a stage');
  const runId = passed?.runId ?? (await pickRun(runner, { title, placeHolder }));
  await makeStage(runner, changes, { kind: 'run', runId }, title);
}
