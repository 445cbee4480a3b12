import * as vscode from 'vscode';
import { Disposables } from '../../../host/disposables.ts';
import type { Host } from '../../../host/host.ts';
import type { GateReports } from './gate-reports.ts';
import { reportInWords } from './gate-words.ts';
import type { ModelManifests } from './manifests.ts';
import type { ModelRef } from './passed-model.ts';

const selector: vscode.DocumentFilter = { scheme: 'file', pattern: '**/*.model.yaml' };

/** Over `gates:` of a model manifest: evaluate them, and what the last report says. */
export class GateLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #host: Host;
  readonly #reports: GateReports;
  readonly #manifests: ModelManifests;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(host: Host, reports: GateReports, manifests: ModelManifests) {
    this.#host = host;
    this.#reports = reports;
    this.#manifests = manifests;
    this.#disposables.add(reports.onDidChange(() => this.#changed.fire()));
    this.#disposables.add(manifests.onDidChange(() => this.#changed.fire()));
    this.#disposables.add(vscode.languages.registerCodeLensProvider(selector, this));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const runner = this.#host.runners.of(document.uri);
    const gates = /^gates[ \t]*:/m.exec(document.getText());
    if (!runner || !gates || !vscode.workspace.isTrusted) return [];
    const manifest = this.#manifests
      .of(runner)
      .find(
        ({ file }) => vscode.Uri.joinPath(runner.folder.uri, file).toString() === document.uri.toString(),
      );
    if (!manifest) return [];
    const at = document.positionAt(gates.index);
    const range = new vscode.Range(at, at);
    const ref: ModelRef = { folder: runner.folder.uri.toString(), model: manifest.model };
    const lenses = [
      new vscode.CodeLens(range, {
        title: vscode.l10n.t('Evaluate Gates'),
        command: 'slipway.evaluateGates',
        arguments: [ref],
      }),
    ];
    const reports = await this.#reports.of(runner, manifest.model);
    const last = reports.toSorted((a, b) => b.evaluatedAt - a.evaluatedAt)[0];
    if (last)
      lenses.push(
        new vscode.CodeLens(range, {
          title: vscode.l10n.t('Version {0}: {1}', last.version, reportInWords(last)),
          command: 'slipway.showGateReport',
          arguments: [{ ...ref, version: last.version }],
        }),
      );
    return lenses;
  }
}
