import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { NotificationName, ParamsOf, ResultOf } from '../../../schemas/protocol/rpc.ts';
import {
  type ToHost,
  type ToView,
  type ViewContract,
  type ViewRead,
  viewReads,
} from '../../../schemas/protocol/views/messages.ts';
import { Disposables } from '../disposables.ts';
import { describeError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { RunnerConnection } from '../runner/connection.ts';
import { webviewHtml } from './webview-html.ts';

const forwarded = [
  'tracking/changed',
  'metrics/appended',
  'executions/changed',
  'executions/output',
  'pipelines/changed',
  'deployments/traffic',
] as const satisfies readonly NotificationName[];

export interface ViewPanelOptions<C extends ViewContract> {
  /** Folder under `webviews/`. */
  view: string;
  strings: C['strings'];
  runner: RunnerConnection;
  /** Name in slipway.yaml; empty for the folder's own choice. */
  tracker: string;
  /** The view starts a worker, whose program it fetches. */
  worker?: boolean;
  /** Folders of artifacts that the view may show. */
  resources?: vscode.Uri[];
  /** What makes the state another; it is sent whole then. */
  refreshOn?: readonly NotificationName[];
  state(panel: ViewPanel<C>): C['state'] | Promise<C['state']>;
  act(action: C['action'], panel: ViewPanel<C>): unknown;
}

/**
 * The editor's end of one webview: proxies its reads to the runner, forwards notifications while it is
 * visible, and sends its state whole whenever it comes back into sight.
 */
export class ViewPanel<C extends ViewContract> implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #host: Host;
  readonly #options: ViewPanelOptions<C>;
  readonly #disposables = new Disposables();
  readonly #running = new Map<number, vscode.CancellationTokenSource>();
  readonly #subscriptions = new Set<string>();
  #visible: boolean;

  constructor(host: Host, panel: vscode.WebviewPanel, options: ViewPanelOptions<C>) {
    this.#host = host;
    this.#options = options;
    this.panel = panel;
    this.#visible = panel.visible;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [this.#asset(), ...(options.resources ?? [])],
    };
    this.#disposables.add(
      webview.onDidReceiveMessage((message: ToHost<C['action']>) => void this.#receive(message)),
    );
    this.#disposables.add(panel.onDidChangeViewState(() => this.#onVisibility()));
    this.#disposables.add(panel.onDidDispose(() => this.dispose()));
    for (const name of forwarded)
      this.#disposables.add(
        options.runner.onNotification(name, (params) => {
          if (this.#visible && this.#concerns(params))
            this.#post({ type: 'notification', name, params } as ToView<C['state'], C['strings']>);
        }),
      );
    for (const name of options.refreshOn ?? [])
      this.#disposables.add(
        options.runner.onNotification(name, () => {
          if (this.#visible) void this.refresh();
        }),
      );
    this.#disposables.add(
      options.runner.onDidChangeState(({ kind }) => {
        // Subscriptions end with the connection; a whole state makes the view ask for everything again.
        if (kind !== 'ready') this.#subscriptions.clear();
        else if (this.#visible) void this.refresh();
      }),
    );
    webview.html = webviewHtml({
      title: panel.title,
      language: vscode.env.language,
      nonce: randomBytes(16).toString('base64url'),
      source: webview.cspSource,
      script: webview.asWebviewUri(this.#asset(`${options.view}.js`)).toString(),
      codicons: webview.asWebviewUri(this.#asset('codicon.css')).toString(),
      worker: options.worker ?? false,
    });
  }

  /** Sends the state anew; the view asks again for what it shows. */
  async refresh(): Promise<void> {
    this.#post({ type: 'state', state: await this.#options.state(this), strings: this.#options.strings });
  }

  dispose(): void {
    this.#unsubscribe();
    for (const source of this.#running.values()) source.cancel();
    this.#disposables.dispose();
  }

  async #receive(message: ToHost<C['action']>): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.refresh();
        return;
      case 'cancel':
        this.#running.get(message.id)?.cancel();
        return;
      case 'action':
        try {
          await this.#options.act(message.action, this);
        } catch (error) {
          const { message: text, hint } = describeError(error);
          this.#host.log.error(error instanceof Error ? error : String(error));
          void vscode.window.showErrorMessage(hint ? `${text} ${hint}` : text);
        }
        return;
      case 'request':
        await this.#answer(message.id, message.method, message.params);
    }
  }

  async #answer<M extends ViewRead>(id: number, method: M, params: ParamsOf<M>): Promise<void> {
    // What comes from a webview is not believed: only reads, whatever it says.
    if (!(viewReads as readonly string[]).includes(method)) return;
    const source = new vscode.CancellationTokenSource();
    this.#running.set(id, source);
    try {
      const at = { tracker: this.#options.tracker, ...params };
      const result = await this.#options.runner.request(method, at, source.token);
      if (method === 'metrics/subscribe')
        this.#subscribed((result as ResultOf<'metrics/subscribe'>).subscription);
      this.#post({ type: 'response', id, result });
    } catch (error) {
      if (!source.token.isCancellationRequested) this.#post({ type: 'failure', id, ...describeError(error) });
    } finally {
      this.#running.delete(id);
      source.dispose();
    }
  }

  #subscribed(subscription: string): void {
    if (this.#visible) this.#subscriptions.add(subscription);
    else this.#drop(subscription);
  }

  #onVisibility(): void {
    if (this.panel.visible === this.#visible) return;
    this.#visible = this.panel.visible;
    if (!this.#visible) this.#unsubscribe();
  }

  #unsubscribe(): void {
    for (const subscription of this.#subscriptions) this.#drop(subscription);
    this.#subscriptions.clear();
  }

  #drop(subscription: string): void {
    if (this.#options.runner.state.kind !== 'ready') return;
    this.#options.runner.request('metrics/unsubscribe', { subscription }).catch(() => undefined);
  }

  /** Appended metrics go to the view that asked for them. */
  #concerns(params: object): boolean {
    return !('subscription' in params) || this.#subscriptions.has(String(params.subscription));
  }

  #asset(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.#host.context.extensionUri, 'dist', 'webviews', ...path);
  }

  #post(message: ToView<C['state'], C['strings']>): void {
    void this.panel.webview.postMessage(message);
  }
}
