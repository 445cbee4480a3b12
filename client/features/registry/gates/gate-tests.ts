import * as vscode from 'vscode';
import type { ModelManifestView } from '../../../../schemas/protocol/registry.ts';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Models } from '../models.ts';
import type { GateReports } from './gate-reports.ts';
import type { ModelManifests } from './manifests.ts';
import { recordReport } from './record-report.ts';
import { runGates } from './run-gates.ts';

interface Suite {
  runner: RunnerConnection;
  manifest: ModelManifestView;
}

/** Model manifests in VS Code's Test Explorer: a manifest is a suite, each of its gates a test at its line. */
export class GateTests implements vscode.Disposable {
  readonly #models: Models;
  readonly #reports: GateReports;
  readonly #manifests: ModelManifests;
  /** Made with the first gate: VS Code shows its Testing view to everyone who has a controller. */
  #controller: vscode.TestController | null = null;
  readonly #suites = new WeakMap<vscode.TestItem, Suite>();
  readonly #listening: vscode.Disposable;
  /** Versions whose report a test run of its own waits for. */
  readonly #running = new Set<string>();

  constructor(models: Models, reports: GateReports, manifests: ModelManifests) {
    this.#models = models;
    this.#reports = reports;
    this.#manifests = manifests;
    this.#listening = vscode.Disposable.from(
      manifests.onDidChange(() => this.#list()),
      reports.onDidChange(({ runner, model, version }) => void this.#show(runner, model, version)),
    );
    this.#list();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#controller?.dispose();
  }

  #list(): void {
    const found = this.#models.host.runners.all.flatMap((runner) =>
      this.#manifests.of(runner).map((manifest): Suite => ({ runner, manifest })),
    );
    const suites = found.filter(({ manifest }) => manifest.gates.length > 0);
    if (suites.length > 0) this.#controller ??= this.#newController();
    const controller = this.#controller;
    controller?.items.replace(suites.map((suite) => this.#suiteItem(controller, suite)));
  }

  #newController(): vscode.TestController {
    const controller = vscode.tests.createTestController('slipway.gates', vscode.l10n.t('Gates of Models'));
    const profile = (name: string, fresh: boolean) =>
      controller.createRunProfile(
        name,
        vscode.TestRunProfileKind.Run,
        (request, token) => this.#run(controller, request, token, fresh),
        !fresh,
      );
    profile(vscode.l10n.t('Evaluate Gates'), false);
    profile(vscode.l10n.t('Evaluate Gates Anew'), true);
    return controller;
  }

  #suiteItem(controller: vscode.TestController, suite: Suite): vscode.TestItem {
    const { runner, manifest } = suite;
    const uri = vscode.Uri.joinPath(runner.folder.uri, manifest.file);
    const itemAt = (id: string, label: string, description: string, line: number) => {
      const item = controller.createTestItem(id, label, uri);
      item.description = description;
      item.range = new vscode.Range(line - 1, 0, line - 1, 0);
      return item;
    };
    const item = itemAt(uri.toString(), manifest.model, manifest.file, manifest.gatesLine ?? 1);
    // Of two with one name the last stands there; lint says that there are two.
    for (const { name, expr, line } of manifest.gates)
      item.children.add(itemAt(`${uri}#${name}`, name, expr, line));
    this.#suites.set(item, suite);
    return item;
  }

  /** Evaluates the newest version of each model asked for; a gate alone takes the whole evaluation with it. */
  async #run(
    controller: vscode.TestController,
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    fresh: boolean,
  ): Promise<void> {
    const asked = request.include ?? [...controller.items].map(([, item]) => item);
    const suites = new Set(asked.map((item) => item.parent ?? item));
    const run = controller.createTestRun(request);
    try {
      for (const item of suites) {
        if (token.isCancellationRequested) break;
        const wanted = gatesOf(item).filter(
          (gate) => (asked.includes(item) || asked.includes(gate)) && !(request.exclude ?? []).includes(gate),
        );
        await this.#evaluate(run, item, wanted, fresh);
      }
    } finally {
      run.end();
    }
  }

  async #evaluate(
    run: vscode.TestRun,
    item: vscode.TestItem,
    wanted: readonly vscode.TestItem[],
    fresh: boolean,
  ): Promise<void> {
    const suite = this.#suites.get(item);
    if (!suite) return;
    const { runner, manifest } = suite;
    const { model } = manifest;
    for (const gate of wanted) run.started(gate);
    let key: string | null = null;
    try {
      const [newest] = await this.#models.versions(runner, model);
      if (!newest) throw new Error(vscode.l10n.t('{0} has no registered version to evaluate.', model));
      key = keyOf(runner, model, newest.version);
      this.#running.add(key);
      // Its progress has the way to cancel it.
      const report = await runGates(this.#models.host, runner, newest, fresh, run.token);
      recordReport(run, wanted, report);
    } catch (error) {
      const { message, hint } = describeError(error);
      const text = new vscode.TestMessage(hint ? `${message} ${hint}` : message);
      for (const gate of wanted) {
        if (error instanceof vscode.CancellationError) run.skipped(gate);
        else run.errored(gate, text);
      }
    } finally {
      if (key !== null) this.#running.delete(key);
    }
  }

  /** What was evaluated elsewhere (a command, the command line) stands here as well. */
  async #show(runner: RunnerConnection, model: string, version: string): Promise<void> {
    if (this.#running.has(keyOf(runner, model, version))) return;
    const reports = await this.#reports.of(runner, model);
    const report = reports.find((candidate) => candidate.version === version);
    const controller = this.#controller;
    if (!report || !controller) return;
    const item = controller.items.get(vscode.Uri.joinPath(runner.folder.uri, report.manifest).toString());
    if (!item) return;
    const run = controller.createTestRun(new vscode.TestRunRequest([item]), `${model} ${version}`, false);
    recordReport(run, gatesOf(item), report);
    run.end();
  }
}

function gatesOf(item: vscode.TestItem): vscode.TestItem[] {
  return [...item.children].map(([, child]) => child);
}

function keyOf(runner: RunnerConnection, model: string, version: string): string {
  return `${runner.folder.uri}#${model}#${version}`;
}
