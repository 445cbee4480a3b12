import * as vscode from 'vscode';
import type { CiHost } from '../../../schemas/protocol/ci.ts';
import { describeError } from '../../host/errors.ts';
import type { Host } from '../../host/host.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { refuseUntrusted } from '../../host/trust.ts';

/** Writes a workflow that checks and runs the project's pipelines, and opens it. */
export async function createCiWorkflow({ runners }: Host): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Create CI Workflow');
  const runner = await chooseRunner(runners, title);
  const hosts: { label: string; description: string; host: CiHost }[] = [
    { label: 'GitHub Actions', description: '.github/workflows/slipway.yml', host: 'github' },
    { label: 'GitLab CI/CD', description: '.gitlab-ci.yml', host: 'gitlab' },
  ];
  const picked = await vscode.window.showQuickPick(hosts, {
    title,
    placeHolder: vscode.l10n.t('Where pipelines are checked and run, and metrics compared, for each change'),
  });
  if (!picked) throw new vscode.CancellationError();
  const { file, notInstalled } = await write(runner, picked.host);
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  if (notInstalled.length > 0)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The workflow does not install {0}: add a step that does.', notInstalled.join(', ')),
    );
}

/** Asks before it replaces a file. */
async function write(runner: RunnerConnection, host: CiHost) {
  try {
    return await runner.request('ci/init', { host, force: false });
  } catch (error) {
    const { code, message } = describeError(error);
    if (code !== 'SLW-FILE-EXISTS') throw error;
    const replace = vscode.l10n.t('Replace');
    const answer = await vscode.window.showWarningMessage(message, { modal: true }, replace);
    if (answer !== replace) throw new vscode.CancellationError();
    return runner.request('ci/init', { host, force: true });
  }
}
