import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { restorePanels } from '../../host/panels/panel-kind.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { GraphPanels } from './graph-panels.ts';
import { stageArgument } from './stage-argument.ts';

/** The stages of a folder's pipelines as a graph, one panel a folder. */
export const pipelineGraphFeature: Feature = (host) => {
  const panels = new GraphPanels(host);
  return vscode.Disposable.from(
    restorePanels(host, panels.kind),
    registerCommands(host, {
      'slipway.pipelines.showGraph': async (argument) => {
        const { folder, stage } = stageArgument(argument, host.runners);
        const chosen = async () =>
          (await chooseRunner(host.runners, vscode.l10n.t('Show Pipeline Graph'))).folder.uri.toString();
        panels.show(folder ?? (await chosen()), stage);
      },
    }),
  );
};
