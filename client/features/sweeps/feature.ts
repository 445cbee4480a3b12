import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { openPanel, restorePanels } from '../../host/panels/panel-kind.ts';
import { passedStage } from '../../host/stage-ref.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { sweepFor } from './pick-sweep.ts';
import { sweepPanel } from './sweep-panel.ts';

/** Searches over the params of a stage: asking for one, and its page. */
export const sweepsFeature: Feature = (host) => {
  const start = () => import('./start-sweep.ts');
  return vscode.Disposable.from(
    restorePanels(host, sweepPanel),
    registerCommands(host, {
      'slipway.startSweep': async (stage) => {
        refuseUntrusted();
        await (await start()).startSweep(host, passedStage(stage));
      },
      'slipway.showSweep': async (...args) => {
        openPanel(host, sweepPanel, await sweepFor(host, args, vscode.l10n.t('Show Sweep')));
      },
      'slipway.resumeSweep': async (...args) => {
        refuseUntrusted();
        await (await start()).resumeSweep(host, await sweepFor(host, args, vscode.l10n.t('Resume Sweep')));
      },
      'slipway.stopSweep': async (...args) => {
        const { folder, runId } = await sweepFor(host, args, vscode.l10n.t('Stop Sweep'));
        await host.runners.byKey(folder)?.request('sweeps/stop', { runId });
      },
    }),
  );
};
