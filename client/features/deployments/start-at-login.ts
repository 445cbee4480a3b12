import * as vscode from 'vscode';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import type { Deployments } from './deployments.ts';

/** Says whether what is live in a folder comes back when the user logs in, and offers the other. */
export async function changeStartAtLogin({ host }: Deployments): Promise<void> {
  refuseUntrusted();
  const runner = await chooseRunner(host.runners, vscode.l10n.t('Start at Login'));
  const { atLogin, file } = await runner.request('runner/atLogin', { set: null });
  const change = atLogin ? vscode.l10n.t('Turn Off') : vscode.l10n.t('Turn On');
  const answer = await vscode.window.showInformationMessage(
    atLogin
      ? vscode.l10n.t('What is live in {0} is served again when you log in.', runner.folder.name)
      : vscode.l10n.t('What is live in {0} is served again when you open the folder.', runner.folder.name),
    {
      modal: true,
      detail: atLogin
        ? vscode.l10n.t('Turning it off removes {0}.', file)
        : vscode.l10n.t(
            'Turned on, it is served from your next login on, and schedules that are armed run. This writes {0}.',
            file,
          ),
    },
    change,
  );
  if (answer === change) await runner.request('runner/atLogin', { set: !atLogin });
}
