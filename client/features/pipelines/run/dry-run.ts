import * as vscode from 'vscode';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Pipelines } from '../pipelines.ts';
import { decisionsText } from './decisions-text.ts';
import { showDryRun } from './dry-run-documents.ts';
import { saveInputs } from './save-inputs.ts';
import { targetFor } from './target.ts';

/** Shows what a run would do now, and why, and starts nothing. */
export async function dryRun(pipelines: Pipelines, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Dry Run');
  const { runner, stages } = await targetFor(pipelines, passed, title);
  await saveInputs(runner.folder);
  const summary = await vscode.window.withProgress({ location: { viewId: 'slipway.pipelines' }, title }, () =>
    runner.request('pipelines/status', { stages, reach: 'upstream' }),
  );
  const what = stages.length > 0 ? stages.join(', ') : runner.folder.name;
  await showDryRun(`${title} ${what}`, decisionsText(what, summary.stages));
}
