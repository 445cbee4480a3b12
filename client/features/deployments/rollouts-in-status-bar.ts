import * as vscode from 'vscode';
import type { Deployments } from './deployments.ts';
import type { TargetNode } from './nodes.ts';
import { destinationInWords, phaseInWords } from './words.ts';

/** One item while a rollout is under way: where, and how far; a click shows it. */
export function registerRolloutsInStatusBar(deployments: Deployments): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('slipway.rollouts', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('Slipway: Rollouts');
  const update = () => {
    const going: TargetNode[] = deployments.runners.flatMap((runner) =>
      deployments
        .of(runner)
        .filter(({ rollout }) => rollout !== null)
        .map((target) => ({ kind: 'target', folder: runner.folder.uri.toString(), target })),
    );
    const [first] = going;
    if (first === undefined || first.target.rollout === null) {
      item.hide();
      return;
    }
    const { target } = first;
    const text =
      going.length === 1
        ? `${target.name}: ${phaseInWords(first.target.rollout)}`
        : vscode.l10n.t('{0} rollouts', going.length);
    item.text = `$(rocket) ${text}`;
    item.tooltip = going
      .map(({ target: { rollout, ...rest } }) =>
        rollout === null
          ? ''
          : `${rest.name}: ${destinationInWords({ ...rest, rollout }, rollout.to)}, ${phaseInWords(rollout)}`,
      )
      .join('\n');
    item.command = {
      command: 'slipway.openDeployment',
      title: vscode.l10n.t('Open Deployment'),
      arguments: going.length === 1 ? [first] : [],
    };
    item.show();
  };
  return vscode.Disposable.from(item, deployments.onDidChange(update));
}
