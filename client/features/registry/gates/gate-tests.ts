import * as vscode from 'vscode';
import type { GateReport } from '../../../../schemas/protocol/gates.ts';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { pickVersion } from '../choose-version.ts';
import type { Models } from '../models.ts';
import type { GateReports } from './gate-reports.ts';
import { type GateSubject, type GateSuite, GateSuites } from './gate-suites.ts';
import type { ModelManifests } from './manifests.ts';
import { recordReport } from './record-report.ts';
import { runGates } from './run-gates.ts';

interface Listing {
  controller: vscode.TestController;
  rows: GateSuites;
}

/**
 * Gates of models in VS Code's Test Explorer. Listed of each model: its newest version, those with an alias, and those that were
 * evaluated or chosen since the window opened.
 */
export class GateTests implements vscode.Disposable {
  readonly #models: Models;
  readonly #reports: GateReports;
  readonly #manifests: ModelManifests;
  readonly #listening: vscode.Disposable;
  /** Made with the first gate: VS Code shows its Testing view to everyone who has a controller. */
  #listing: Listing | null = null;
  #suites: readonly GateSuite[] = [];
  /** Counts what was asked for, so that a slow answer does not overwrite a newer one. */
  #asked = 0;
  /** Versions that are listed because somebody looked at them. */
  readonly #looked = new Set<string>();
  /** When the report that a version shows was made. */
  readonly #shown = new Map<string, number>();
  /** Versions whose report a test run of its own waits for. */
  readonly #running = new Set<string>();

  constructor(models: Models, reports: GateReports, manifests: ModelManifests) {
    this.#models = models;
    this.#reports = reports;
    this.#manifests = manifests;
    this.#listening = vscode.Disposable.from(
      manifests.onDidChange(() => void this.#list()),
      models.onDidChange(() => void this.#list()),
      reports.onDidChange(({ runner, model, version }) => {
        this.#looked.add(keyOf(runner, model, version));
        void this.#list();
      }),
    );
    void this.#list();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#listing?.controller.dispose();
  }

  async #list(): Promise<void> {
    const asked = ++this.#asked;
    const manifests = this.#models.host.runners.all.flatMap((runner) =>
      this.#manifests.of(runner).map((manifest) => ({ runner, manifest })),
    );
    const suites = await Promise.all(
      manifests
        .filter(({ manifest }) => manifest.gates.length > 0)
        .map(async ({ runner, manifest }) => ({
          runner,
          manifest,
          versions: await this.#listed(runner, manifest.model),
        })),
    );
    if (asked !== this.#asked) return;
    this.#suites = suites;
    if (suites.length > 0) this.#listing ??= this.#newListing();
    this.#listing?.rows.list(suites);
    await Promise.all(suites.map((suite) => this.#showReports(suite)));
  }

  async #listed(runner: RunnerConnection, model: string): Promise<GateSuite['versions']> {
    try {
      const versions = await this.#models.versions(runner, model);
      return versions.filter(
        ({ version, aliases }, index) =>
          index === 0 || aliases.length > 0 || this.#looked.has(keyOf(runner, model, version)),
      );
    } catch (error) {
      // A manifest may describe a model that is not registered yet.
      this.#models.host.log.debug(`Versions of ${model}: ${error}`);
      return [];
    }
  }

  #newListing(): Listing {
    const controller = vscode.tests.createTestController('slipway.gates', vscode.l10n.t('Gates of Models'));
    const listing = { controller, rows: new GateSuites(controller) };
    const { Run } = vscode.TestRunProfileKind;
    controller.createRunProfile(
      vscode.l10n.t('Evaluate Gates'),
      Run,
      (request) => this.#run(listing, request, false),
      true,
    );
    controller.createRunProfile(vscode.l10n.t('Evaluate Gates Anew'), Run, (request) =>
      this.#run(listing, request, true),
    );
    controller.createRunProfile(vscode.l10n.t('Evaluate Gates of a Version…'), Run, async (request) => {
      try {
        await this.#runChosen(listing, request);
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) throw error;
      }
    });
    return listing;
  }

  /** Evaluates a version that a person picks of each model asked for; it is listed from then on. */
  async #runChosen(listing: Listing, request: vscode.TestRunRequest): Promise<void> {
    const { controller, rows } = listing;
    const roots = new Set<vscode.TestItem | undefined>(
      (request.include ?? allOf(controller.items)).map(rootOf),
    );
    for (const suite of this.#suites.filter((suite) => roots.has(rows.suiteItem(suite)))) {
      const { runner, manifest } = suite;
      const title = vscode.l10n.t('Evaluate Gates');
      const { version } = await pickVersion(this.#models, runner, manifest.model, title, () => true);
      this.#looked.add(keyOf(runner, manifest.model, version));
      await this.#list();
      const item = rows.versionItem(suite, version);
      if (item) await this.#run(listing, new vscode.TestRunRequest([item]), false);
    }
  }

  /** A gate alone takes the whole evaluation of its version with it. */
  async #run({ controller, rows }: Listing, request: vscode.TestRunRequest, fresh: boolean): Promise<void> {
    const gates = gatesBelow(request.include ?? allOf(controller.items), new Set(request.exclude));
    const run = controller.createTestRun(request);
    try {
      for (const [parent, wanted] of Map.groupBy(gates, ({ parent }) => parent)) {
        if (run.token.isCancellationRequested) break;
        const subject = parent && rows.subjectOf(parent);
        if (subject) await this.#evaluate(run, subject, wanted, fresh);
      }
    } finally {
      run.end();
    }
  }

  async #evaluate(
    run: vscode.TestRun,
    { runner, model, version }: GateSubject,
    wanted: readonly vscode.TestItem[],
    fresh: boolean,
  ): Promise<void> {
    for (const gate of wanted) run.started(gate);
    const key = keyOf(runner, model, version ?? '');
    this.#running.add(key);
    try {
      if (version === null)
        throw new Error(vscode.l10n.t('{0} has no registered version to evaluate.', model));
      // Its progress has the way to cancel it.
      const report = await runGates(this.#models.host, runner, { model, version }, fresh, run.token);
      this.#shown.set(key, report.evaluatedAt);
      recordReport(run, wanted, report);
    } catch (error) {
      const { message, hint } = describeError(error);
      const text = new vscode.TestMessage(hint ? `${message} ${hint}` : message);
      for (const gate of wanted) {
        if (error instanceof vscode.CancellationError) run.skipped(gate);
        else run.errored(gate, text);
      }
    } finally {
      this.#running.delete(key);
    }
  }

  /** What was evaluated elsewhere or before (a command, the command line, another window) stands here as well. */
  async #showReports(suite: GateSuite): Promise<void> {
    const { runner, manifest, versions } = suite;
    const reports = versions.length === 0 ? [] : await this.#reports.of(runner, manifest.model);
    for (const report of reports) {
      const key = keyOf(runner, report.model, report.version);
      if (this.#running.has(key) || this.#shown.get(key) === report.evaluatedAt) continue;
      if (this.#show(suite, report)) this.#shown.set(key, report.evaluatedAt);
    }
  }

  #show(suite: GateSuite, report: GateReport): boolean {
    const { model, version } = report;
    const item = this.#listing?.rows.versionItem(suite, version);
    if (!this.#listing || !item || report.manifest !== suite.manifest.file) return false;
    const run = this.#listing.controller.createTestRun(
      new vscode.TestRunRequest([item]),
      `${model} ${version}`,
      false,
    );
    recordReport(run, allOf(item.children), report);
    run.end();
    return true;
  }
}

function allOf(items: vscode.TestItemCollection): vscode.TestItem[] {
  return [...items].map(([, item]) => item);
}

function rootOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent ? rootOf(item.parent) : item;
}

/** The rows without rows below them, each once. */
function gatesBelow(
  items: readonly vscode.TestItem[],
  excluded: ReadonlySet<vscode.TestItem>,
): vscode.TestItem[] {
  const found = items
    .filter((item) => !excluded.has(item))
    .flatMap((item) => (item.children.size === 0 ? [item] : gatesBelow(allOf(item.children), excluded)));
  return [...new Set(found)];
}

function keyOf(runner: RunnerConnection, model: string, version: string): string {
  return `${runner.folder.uri}#${model}#${version}`;
}
