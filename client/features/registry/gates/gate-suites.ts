import * as vscode from 'vscode';
import type { ModelManifestView, VersionView } from '../../../../schemas/protocol/registry.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

/** A model manifest with gates, and those versions of its model that are listed; none where none is registered. */
export interface GateSuite {
  runner: RunnerConnection;
  manifest: ModelManifestView;
  /** The newest first. */
  versions: readonly VersionView[];
}

/** What the gates below one row are evaluated for; `version` null: nothing is registered that could be. */
export interface GateSubject {
  runner: RunnerConnection;
  model: string;
  version: string | null;
}

/** The rows of the Test Explorer: a manifest, below it versions, below each the gates at their lines. */
export class GateSuites {
  readonly #controller: vscode.TestController;
  readonly #subjects = new WeakMap<vscode.TestItem, GateSubject>();

  constructor(controller: vscode.TestController) {
    this.#controller = controller;
  }

  /** Rows that stay are the same objects: VS Code knows a running test by its row. */
  list(suites: readonly GateSuite[]): void {
    const { items } = this.#controller;
    items.replace(suites.map((suite) => this.#suiteItem(suite)));
  }

  suiteItem({ runner, manifest }: GateSuite): vscode.TestItem | undefined {
    return this.#controller.items.get(fileOf(runner, manifest).toString());
  }

  /** The row that holds the gates of a version; undefined where it is not listed. */
  versionItem(suite: GateSuite, version: string): vscode.TestItem | undefined {
    const item = this.suiteItem(suite);
    return item?.children.get(`${item.id}#${version}`);
  }

  /** What the gates directly below a row are evaluated for; undefined where none are below it. */
  subjectOf(item: vscode.TestItem): GateSubject | undefined {
    return this.#subjects.get(item);
  }

  #suiteItem({ runner, manifest, versions }: GateSuite): vscode.TestItem {
    const { model, file, gatesLine } = manifest;
    const uri = fileOf(runner, manifest);
    const id = uri.toString();
    const item = this.#item(this.#controller.items, id, model, uri);
    item.description = file;
    item.range = lineRange(gatesLine ?? 1);
    if (versions.length === 0) {
      this.#subjects.set(item, { runner, model, version: null });
      item.children.replace(this.#gateItems(item, manifest, uri));
      return item;
    }
    this.#subjects.delete(item);
    item.children.replace(
      versions.map(({ version, aliases }, rank) => {
        const label = vscode.l10n.t('Version {0}', version);
        const row = this.#item(item.children, `${id}#${version}`, label, uri);
        row.description = aliases.map((alias) => `@${alias}`).join(' ');
        row.sortText = String(rank).padStart(6, '0');
        this.#subjects.set(row, { runner, model, version });
        row.children.replace(this.#gateItems(row, manifest, uri));
        return row;
      }),
    );
    return item;
  }

  /** Of two gates with one name the last stands there; lint says that there are two. */
  #gateItems(parent: vscode.TestItem, { gates }: ModelManifestView, uri: vscode.Uri): vscode.TestItem[] {
    return gates.map(({ name, expr, line }) => {
      const item = this.#item(parent.children, `${parent.id}#gate#${name}`, name, uri);
      item.description = expr;
      item.range = lineRange(line);
      return item;
    });
  }

  #item(among: vscode.TestItemCollection, id: string, label: string, uri: vscode.Uri): vscode.TestItem {
    const item = among.get(id) ?? this.#controller.createTestItem(id, label, uri);
    item.label = label;
    return item;
  }
}

function fileOf({ folder }: RunnerConnection, { file }: ModelManifestView): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, file);
}

function lineRange(line: number): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 0);
}
