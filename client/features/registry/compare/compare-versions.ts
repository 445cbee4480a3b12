import * as vscode from 'vscode';
import type { VersionRef } from '../../../../schemas/protocol/registry.ts';
import type { CompareVersionsTarget } from '../../../../schemas/protocol/views/model-report.ts';
import { setContextKey } from '../../../host/context-keys.ts';
import { openPanel } from '../../../host/panels/panel-kind.ts';
import { type ChosenVersion, chooseVersion, pickVersion } from '../choose-version.ts';
import type { Models } from '../models.ts';
import { isNode, type VersionNode } from '../nodes.ts';
import { modelReportPanel } from '../report-panel.ts';

/** Compares two versions, and remembers the one that is to be compared with another. */
export class VersionComparison {
  readonly #models: Models;
  #selected: { folder: string; ref: VersionRef } | null = null;

  constructor(models: Models) {
    this.#models = models;
  }

  /** The two rows that are selected, else one row or choice and another that a person picks; the older stands left. */
  async compare(passed: unknown, selection: unknown): Promise<void> {
    const rows = Array.isArray(selection) ? selection.filter(isVersionNode) : [];
    const [first, second] = rows;
    if (first && second) {
      this.#open(first.folder, ...inOrder(refOf(first.version), refOf(second.version)));
      return;
    }
    const title = vscode.l10n.t('Compare Versions');
    const { runner, version }: ChosenVersion = await chooseVersion(this.#models, passed, title);
    const other = await pickVersion(
      this.#models,
      runner,
      version.model,
      vscode.l10n.t('Compare version {0} with', version.version),
      (candidate) => candidate.version !== version.version,
    );
    this.#open(runner.folder.uri.toString(), ...inOrder(refOf(version), refOf(other)));
  }

  select(passed: unknown): void {
    if (!isVersionNode(passed)) return;
    this.#selected = { folder: passed.folder, ref: refOf(passed.version) };
    setContextKey('slipway.versionToCompare', true);
  }

  withSelected(passed: unknown): void {
    if (!isVersionNode(passed) || this.#selected?.folder !== passed.folder) return;
    this.#open(passed.folder, this.#selected.ref, refOf(passed.version));
  }

  #open(folder: string, left: VersionRef, right: VersionRef): void {
    const target: CompareVersionsTarget = { kind: 'compare', folder, tracker: 'local', left, right };
    openPanel(this.#models.host, modelReportPanel, target);
  }
}

function isVersionNode(value: unknown): value is VersionNode {
  return isNode(value) && value.kind === 'version';
}

function refOf({ model, version }: VersionRef): VersionRef {
  return { model, version };
}

function inOrder(a: VersionRef, b: VersionRef): [VersionRef, VersionRef] {
  return a.model === b.model && Number(a.version) > Number(b.version) ? [b, a] : [a, b];
}
