import * as vscode from 'vscode';
import type { GateReport } from '../../../../schemas/protocol/gates.ts';
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
  readonly #controller = vscode.tests.createTestController('slipway.gates', vscode.l10n.t('Gates of Models'));
  readonly #suites = new WeakMap<vscode.TestItem, Suite>();
  readonly #listening: vscode.Disposable;
  /** Versions whose report a test run of its own waits for. */
  readonly #running = new Set<string>();

  constructor(models: Models, reports: GateReports, manifests: ModelManifests) {
    this.#models = models;
    this.#reports = reports;
    this.#manifests = manifests;
    const { Run } = vscode.TestRunProfileKind;
    this.#controller.createRunProfile(
      vscode.l10n.t('Evaluate Gates'),
      Run,
      (request, token) => this.#run(request, token, false),
      true,
    );
    this.#controller.createRunProfile(
      vscode.l10n.t('Evaluate Gates Anew'),
      Run,
      (request, token) => this.#run(request, token, true),
      false,
    );
    this.#listening = vscode.Disposable.from(
      manifests.onDidChange(() => this.#list()),
      reports.onDidChange(({ runner, model, version }) => void this.#show(runner, model, version)),
    );
    this.#list();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#controller.dispose();
  }

  #list(): void {
    const { runners } = this.#models.host;
    const suites = runners.all.flatMap((runner) =>
      this.#manifests.of(runner).flatMap((manifest) => {
        return manifest.gates.length === 0 ? [] : [this.#suite(runner, manifest)];
      }),
    );
    this.#controller.items.replace(suites);
  }

  #suite(runner: RunnerConnection, manifest: ModelManifestView): vscode.TestItem {
    const uri = vscode.Uri.joinPath(runner.folder.uri, manifest.file);
    const item = this.#item(uri.toString(), manifest.model, uri, manifest.gatesLine ?? 1);
    item.description = manifest.file;
    const names = new Set<string>();
    for (const { name, expr, line } of manifest.gates) {
      if (names.has(name)) continue;
      names.add(name);
      const gate = this.#item(`${uri}#${name}`, name, uri, line);
      gate.description = expr;
      item.children.add(gate);
    }
    this.#suites.set(item, { runner, manifest });
    return item;
  }

  #item(id: string, label: string, uri: vscode.Uri, line: number): vscode.TestItem {
    const item = this.#controller.createTestItem(id, label, uri);
    item.range = new vscode.Range(line - 1, 0, line - 1, 0);
    return item;
  }

  /** Evaluates the newest version of each model asked for; a gate alone takes the whole evaluation with it. */
  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken, fresh: boolean): Promise<void> {
    const asked = request.include ?? [...this.#controller.items].map(([, item]) => item);
    const suites = new Set(asked.map((item) => item.parent ?? item));
    const run = this.#controller.createTestRun(request);
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
    const reports: GateReport[] = await this.#reports.of(runner, model);
    const report = reports.find((candidate) => candidate.version === version);
    const item = this.#controller.items.get(
      vscode.Uri.joinPath(runner.folder.uri, report?.manifest ?? '').toString(),
    );
    if (!report || !item) return;
    const run = this.#controller.createTestRun(
      new vscode.TestRunRequest([item]),
      `${model} ${version}`,
      false,
    );
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
