import * as vscode from 'vscode';
import type { TargetView } from '../../../../schemas/protocol/deployments.ts';
import type {
  DeploymentAction,
  DeploymentContract,
  DeploymentSignature,
  DeploymentTarget,
  TestAnswer,
} from '../../../../schemas/protocol/views/deployment.ts';
import { executeCommand } from '../../../host/commands.ts';
import { describeError } from '../../../host/errors.ts';
import { openPanel, type PanelKind } from '../../../host/panels/panel-kind.ts';
import { saveFile } from '../../../host/panels/save-file.ts';
import type { ViewPanel } from '../../../host/panels/view-panel.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseTarget } from '../choose-target.ts';
import type { Deployments } from '../deployments.ts';
import type { TargetNode } from '../nodes.ts';
import { copyRequest } from '../request/copy-request.ts';
import { deploymentStrings } from './strings.ts';

type Panel = ViewPanel<DeploymentContract>;

/** The live views of targets, one each. */
export class DeploymentPanels {
  readonly kind: PanelKind<DeploymentContract, DeploymentTarget>;
  readonly #deployments: Deployments;
  readonly #open = new Map<string, Panel>();
  /** How often each target's test request was asked for from outside. */
  readonly #focusRequests = new Map<string, number>();

  constructor(deployments: Deployments) {
    this.#deployments = deployments;
    this.kind = {
      view: 'deployment',
      title: ({ name }) => vscode.l10n.t('Deployment: {0}', name),
      options: (_host, target, runner) => this.#options(target, runner),
      opened: (panel, target) => this.#opened(panel, target),
    };
  }

  /** Shows the view of the target that a row passed, or that a person picks. */
  async open(passed: unknown, focus: 'test-request' | null): Promise<void> {
    const { runner, target } = await chooseTarget(this.#deployments, passed, {
      title: focus === null ? vscode.l10n.t('Open Deployment') : vscode.l10n.t('Send Test Request'),
      offers: ({ live }) => focus === null || live !== null,
    });
    const at: DeploymentTarget = { folder: runner.folder.uri.toString(), tracker: '', name: target.name };
    const key = keyOf(at);
    if (focus !== null) this.#focusRequests.set(key, (this.#focusRequests.get(key) ?? 0) + 1);
    const open = this.#open.get(key);
    if (open === undefined) {
      openPanel(this.#deployments.host, this.kind, at);
      return;
    }
    open.panel.reveal();
    await open.refresh();
  }

  #options(target: DeploymentTarget, runner: RunnerConnection) {
    let answer: TestAnswer | null = null;
    let sending = false;
    let view: TargetView | null = null;
    const send = async (body: string, panel: Panel) => {
      refuseUntrusted();
      sending = true;
      await panel.refresh();
      answer = await ask(runner, target.name, body);
      sending = false;
      await panel.refresh();
    };
    const node = (): TargetNode | undefined =>
      view === null ? undefined : { kind: 'target', folder: target.folder, target: view };
    return {
      strings: deploymentStrings(),
      refreshOn: ['deployments/changed'] as const,
      state: async () => {
        const read = await readTarget(runner, target.name);
        view = read.view;
        const isReadOnly = runner.state.kind === 'ready' && runner.state.info.readOnly;
        return {
          target,
          ...read,
          at: Date.now(),
          canRun: vscode.workspace.isTrusted && !isReadOnly,
          sending,
          answer,
          focusRequest: this.#focusRequests.get(keyOf(target)) ?? 0,
        };
      },
      act: async (action: DeploymentAction, panel: Panel) => {
        if (action.kind === 'send') await send(action.body, panel);
        else if (action.kind === 'retry') await panel.refresh();
        else await act(action, target, node(), runner);
      },
    };
  }

  #opened(panel: Panel, target: DeploymentTarget): void {
    const key = keyOf(target);
    this.#open.set(key, panel);
    const runner = this.#deployments.host.runners.byKey(target.folder);
    panel.panel.onDidChangeViewState(() => {
      if (!panel.panel.visible) unwatch(runner, target.name);
    });
    panel.panel.onDidDispose(() => {
      this.#open.delete(key);
      unwatch(runner, target.name);
    });
  }
}

/** The target as it is now; traffic comes from here on. */
async function readTarget(runner: RunnerConnection, name: string) {
  const unknown = { view: null, signature: null, signatureProblem: null };
  try {
    const { targets } = await runner.request('deployments/list', {});
    const view = targets.find((target) => target.name === name) ?? null;
    if (view === null) return { ...unknown, problem: null };
    await runner.request('deployments/watch', { target: name, watched: true });
    return { view, problem: null, ...(await readSignature(runner, view)) };
  } catch (error) {
    const { message, hint } = describeError(error);
    return { ...unknown, problem: hint === null ? message : `${message} ${hint}` };
  }
}

async function readSignature(
  runner: RunnerConnection,
  { name, live }: TargetView,
): Promise<{ signature: DeploymentSignature | null; signatureProblem: string | null }> {
  if (live === null) return { signature: null, signatureProblem: null };
  try {
    return {
      signature: await runner.request('deployments/signature', { target: name }),
      signatureProblem: null,
    };
  } catch (error) {
    return { signature: null, signatureProblem: describeError(error).message };
  }
}

async function ask(runner: RunnerConnection, target: string, body: string): Promise<TestAnswer> {
  try {
    const { model } = await runner.request('deployments/signature', { target });
    return { kind: 'answer', ...(await runner.request('deployments/request', { target, model, body })) };
  } catch (error) {
    const { message, hint } = describeError(error);
    return { kind: 'problem', message: hint === null ? message : `${message} ${hint}` };
  }
}

function unwatch(runner: RunnerConnection | undefined, target: string): void {
  if (runner?.state.kind !== 'ready') return;
  runner.request('deployments/watch', { target, watched: false }).catch(() => undefined);
}

async function act(
  action: Exclude<DeploymentAction, { kind: 'send' | 'retry' }>,
  target: DeploymentTarget,
  node: TargetNode | undefined,
  runner: RunnerConnection,
): Promise<unknown> {
  switch (action.kind) {
    case 'save':
      return saveFile(target, action);
    case 'deploy':
      return executeCommand('slipway.deployModel', { folder: target.folder, target: target.name });
    case 'abort':
      return executeCommand('slipway.abortRollout', node);
    case 'audit':
      return executeCommand('slipway.showAuditLog', node);
    case 'copy-url':
      return executeCommand('slipway.copyTargetUrl', node);
    case 'roll-back': {
      const revision = node?.target.revisions.find(({ number }) => number === action.to);
      return executeCommand('slipway.rollBack', revision ? { ...node, kind: 'revision', revision } : node);
    }
    case 'copy-curl':
    case 'copy-python': {
      const { model } = await runner.request('deployments/signature', { target: target.name });
      const kind = action.kind === 'copy-curl' ? 'curl' : 'python';
      return copyRequest(kind, node?.target ?? { url: null, asksToken: false }, model, action.body);
    }
  }
}

function keyOf({ folder, name }: DeploymentTarget): string {
  return `${folder}#${name}`;
}
