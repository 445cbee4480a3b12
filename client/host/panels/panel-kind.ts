import * as vscode from 'vscode';
import type { PanelTarget, ViewContract } from '../../../schemas/protocol/views/messages.ts';
import type { Host } from '../host.ts';
import type { RunnerConnection } from '../runner/connection.ts';
import { ViewPanel, type ViewPanelOptions } from './view-panel.ts';

/** One kind of panel: how it is opened, and how it comes back after a reload of the window. */
export interface PanelKind<C extends ViewContract, Target extends PanelTarget> {
  /** Folder under `webviews/`; with `slipway.` before it, the type of the panel. */
  view: string;
  title(target: Target, runner: RunnerConnection): string;
  options(
    host: Host,
    target: Target,
    runner: RunnerConnection,
  ): Omit<ViewPanelOptions<C>, 'view' | 'runner' | 'tracker'>;
  /** The panel is there, new or after a reload. */
  opened?(view: ViewPanel<C>, target: Target): void;
}

/** What every view keeps in its saved state, so that its panel can be made again. */
interface SavedTarget<Target> {
  state?: { target?: Target };
}

export function openPanel<C extends ViewContract, Target extends PanelTarget>(
  host: Host,
  kind: PanelKind<C, Target>,
  target: Target,
): void {
  const runner = host.runners.byKey(target.folder);
  if (runner === undefined) return;
  const panel = vscode.window.createWebviewPanel(
    `slipway.${kind.view}`,
    kind.title(target, runner),
    vscode.ViewColumn.Active,
    // Finding text in a table of which only a part is drawn would mislead: the filter finds in all of it.
    { enableFindWidget: false },
  );
  attach(host, kind, target, runner, panel);
}

/** Brings panels of this kind back after a reload. */
export function restorePanels<C extends ViewContract, Target extends PanelTarget>(
  host: Host,
  kind: PanelKind<C, Target>,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(`slipway.${kind.view}`, {
    deserializeWebviewPanel: async (panel, saved: SavedTarget<Target> | undefined) => {
      const target = saved?.state?.target;
      const runner = target && host.runners.byKey(target.folder);
      // The folder has left the workspace, or nothing was saved yet: an empty panel would help nobody.
      if (target === undefined || runner === undefined) panel.dispose();
      else attach(host, kind, target, runner, panel);
    },
  });
}

function attach<C extends ViewContract, Target extends PanelTarget>(
  host: Host,
  kind: PanelKind<C, Target>,
  target: Target,
  runner: RunnerConnection,
  panel: vscode.WebviewPanel,
): void {
  const view = new ViewPanel<C>(host, panel, {
    view: kind.view,
    runner,
    tracker: target.tracker,
    ...kind.options(host, target, runner),
  });
  const registration = { dispose: () => panel.dispose() };
  host.context.subscriptions.push(registration);
  kind.opened?.(view, target);
  panel.onDidDispose(() => {
    view.dispose();
    host.context.subscriptions.splice(host.context.subscriptions.indexOf(registration), 1);
  });
}
