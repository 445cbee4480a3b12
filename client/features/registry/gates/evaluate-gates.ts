import * as vscode from 'vscode';
import type { VersionRef } from '../../../../schemas/protocol/registry.ts';
import type { Host } from '../../../host/host.ts';
import { openPanel } from '../../../host/panels/panel-kind.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseVersion } from '../choose-version.ts';
import type { Models } from '../models.ts';
import { modelReportPanel } from '../report-panel.ts';
import { passedModel } from './passed-model.ts';
import { runGates } from './run-gates.ts';

/** Evaluates the gates of a version that a row or lens passed, or that a person picks, and shows the report. */
export async function evaluateGates(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Evaluate Gates');
  const { runner, version } = await chooseVersion(models, passedModel(models, passed) ?? passed, title);
  const report = await runGates(models.host, runner, version, false);
  showReport(models.host, runner, report);
}

/** The report that is recorded for a version. */
export async function showGateReport(models: Models, passed: unknown): Promise<void> {
  const title = vscode.l10n.t('Show Gate Report');
  const { runner, version } = await chooseVersion(models, passedModel(models, passed) ?? passed, title);
  showReport(models.host, runner, version);
}

export function showReport(host: Host, runner: RunnerConnection, { model, version }: VersionRef): void {
  const folder = runner.folder.uri.toString();
  openPanel(host, modelReportPanel, { kind: 'gates', folder, tracker: 'local', model, version });
}
