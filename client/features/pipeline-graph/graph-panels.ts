import * as vscode from 'vscode';
import type { PanelTarget } from '../../../schemas/protocol/views/messages.ts';
import type {
  PipelineGraphAction,
  PipelineGraphContract,
} from '../../../schemas/protocol/views/pipeline-graph.ts';
import { executeCommand } from '../../host/commands.ts';
import type { Host } from '../../host/host.ts';
import { openPanel, type PanelKind } from '../../host/panels/panel-kind.ts';
import { saveFile } from '../../host/panels/save-file.ts';
import type { ViewPanel } from '../../host/panels/view-panel.ts';
import { goToLine } from './go-to-line.ts';
import { pipelineGraphStrings } from './strings.ts';

/** The panels that are open, at most one a folder. */
export class GraphPanels {
  readonly kind: PanelKind<PipelineGraphContract, PanelTarget>;
  readonly #host: Host;
  readonly #open = new Map<string, ViewPanel<PipelineGraphContract>>();
  /** Stages that a panel is to select as soon as it can, by folder. */
  readonly #wanted = new Map<string, string>();

  constructor(host: Host) {
    this.#host = host;
    this.kind = {
      view: 'pipeline-graph',
      title: (_target, runner) => vscode.l10n.t('Pipelines: {0}', runner.folder.name),
      options: (_host, target, runner) => ({
        strings: pipelineGraphStrings(),
        worker: true,
        state: () => {
          const reveal = this.#wanted.get(target.folder) ?? null;
          this.#wanted.delete(target.folder);
          const isReadOnly = runner.state.kind === 'ready' && runner.state.info.readOnly;
          return { target, reveal, canRun: vscode.workspace.isTrusted && !isReadOnly };
        },
        act: (action, { panel }) => act(target, action, panel),
      }),
      opened: (view, { folder }) => {
        this.#open.set(folder, view);
        view.panel.onDidDispose(() => this.#open.delete(folder));
      },
    };
  }

  /** Opens the folder's panel, or brings it to the front; with `stage` it selects that. */
  show(folder: string, stage: string | null): void {
    if (stage !== null) this.#wanted.set(folder, stage);
    const view = this.#open.get(folder);
    if (view === undefined) {
      openPanel(this.#host, this.kind, { folder, tracker: '' });
      return;
    }
    const wasVisible = view.panel.visible;
    view.panel.reveal();
    // One that was hidden asks for its state by itself.
    if (wasVisible) void view.refresh();
  }
}

function act(target: PanelTarget, action: PipelineGraphAction, panel: vscode.WebviewPanel): unknown {
  // Pipelines run into the folder's own store, whatever tracker its views read.
  const ref = (runId: string) => ({ folder: target.folder, tracker: 'local', runId });
  switch (action.kind) {
    case 'goTo':
      return goToLine(action, panel);
    case 'showRun':
      return executeCommand('slipway.openRun', ref(action.runId), [ref(action.runId)]);
    case 'showOutput':
      return executeCommand('slipway.showOutput', ref(action.runId), [ref(action.runId)]);
    case 'run':
      return executeCommand('slipway.runStage', { folder: target.folder, stage: action.stage });
    case 'runDownstream':
      return executeCommand('slipway.runDownstream', { folder: target.folder, stage: action.stage });
    case 'force':
      return executeCommand('slipway.forceRun', { folder: target.folder, stage: action.stage });
    case 'copy':
      return vscode.env.clipboard.writeText(action.text);
    case 'trust':
      return vscode.commands.executeCommand('workbench.trust.manage');
    case 'save':
      return saveFile(target, action);
  }
}
