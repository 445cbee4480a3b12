import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type {
  ArtifactPreview,
  RunAction,
  RunContract,
  RunState,
  RunTarget,
} from '../../../../schemas/protocol/views/run.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { PanelKind } from '../../../host/panels/panel-kind.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { refsOf } from './panel-target.ts';
import { previewArtifact } from './preview.ts';
import { runStrings } from './strings/run.ts';

const tailBytes = 32 * 1024;

export const runPanel: PanelKind<RunContract, RunTarget> = {
  view: 'run',
  title: () => vscode.l10n.t('Run'),
  options: (_host, target, runner) => {
    let preview: ArtifactPreview | null = null;
    const slipwayFolder = vscode.Uri.joinPath(runner.folder.uri, '.slipway');
    return {
      strings: runStrings(),
      resources: ['artifacts', 'cache'].map((name) => vscode.Uri.joinPath(slipwayFolder, name)),
      state: async ({ panel }) => {
        panel.title = await titleOf(runner, target);
        return {
          target,
          preview,
          output: await outputOf(runner, target),
          canChange:
            vscode.workspace.isTrusted && !(runner.state.kind === 'ready' && runner.state.info.readOnly),
        };
      },
      act: async (action, view) => {
        if (action.kind !== 'preview') return act(target, action);
        preview = await previewArtifact(runner, target, action.path, view.panel.webview);
        return view.refresh();
      },
    };
  },
};

async function titleOf(runner: RunnerConnection, { tracker, runId }: RunTarget): Promise<string> {
  const ask = runner.request('runs/rows', { tracker, ids: [runId], columns: [] });
  const { rows } = await ask.catch(() => ({ rows: [] }));
  return rows[0]?.info.runName ?? vscode.l10n.t('Run');
}

/** Where the end of the output begins; null for a run that Slipway did not start. */
async function outputOf(runner: RunnerConnection, { runId }: RunTarget): Promise<RunState['output']> {
  try {
    const { execution } = await runner.request('executions/get', { runId });
    if (!execution?.outputFile) return null;
    const { size } = await stat(execution.outputFile);
    return { executionId: execution.executionId, from: Math.max(0, size - tailBytes) };
  } catch {
    // The view itself says why it cannot read; a missing output is not worth a second message.
    return null;
  }
}

function act(target: RunTarget, action: Exclude<RunAction, { kind: 'preview' }>): Thenable<unknown> {
  const refs = refsOf(target, [target.runId]);
  const [ref] = refs;
  switch (action.kind) {
    case 'charts':
      return executeCommand('slipway.openCharts', ref, refs);
    case 'output':
      return executeCommand('slipway.showOutput', ref, refs);
    case 'stop':
      return executeCommand('slipway.stopRun', ref, refs);
    case 'rerun':
      return executeCommand('slipway.rerun', ref, refs);
    case 'rename':
      return executeCommand('slipway.renameRun', ref, refs);
    case 'note':
      return executeCommand('slipway.editNote', ref, refs);
    case 'tag':
      return executeCommand('slipway.addTag', ref, refs);
    case 'delete':
      return executeCommand('slipway.deleteRun', ref, refs);
    case 'restore':
      return executeCommand('slipway.restoreRun', ref, refs);
    case 'star':
      return executeCommand(action.starred ? 'slipway.starRun' : 'slipway.unstarRun', ref, refs);
    case 'open-artifact':
      return executeCommand('slipway.openArtifact', ref, action.path);
    case 'copy':
      return vscode.env.clipboard.writeText(action.text);
  }
}
