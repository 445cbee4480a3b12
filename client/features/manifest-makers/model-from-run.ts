import * as vscode from 'vscode';
import type { FileChanges } from '../../host/file-changes.ts';
import type { Host } from '../../host/host.ts';
import { pickRun } from '../../host/pick-run.ts';
import { passedRuns } from '../../host/run-ref.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { offerManifest } from './offer-manifest.ts';

/** A model manifest from the run that a menu passed, or from one that a person picks. */
export async function modelFromRun(host: Host, changes: FileChanges, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Create Model Manifest from Run');
  const [passed] = passedRuns(args);
  const runner = passed ? host.runners.expect(passed.folder) : await chooseRunner(host.runners, title);
  const placeHolder = vscode.l10n.t('The run whose model the manifest describes');
  const runId = passed?.runId ?? (await pickRun(runner, { title, placeHolder }));
  const tracker = passed?.tracker ?? 'local';
  await offerManifest(title, changes, () => runner.request('manifests/model', { tracker, runId }));
}
