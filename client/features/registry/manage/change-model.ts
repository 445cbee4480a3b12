import * as vscode from 'vscode';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseModel, chooseVersion } from '../choose-version.ts';
import type { Models } from '../models.ts';
import { type ChangedThing, chooseThing } from './choose-thing.ts';

/** MLflow keeps these for itself: `latest`, and what looks like a version. */
const reservedAlias = /^(?:latest|v\d+)$/i;

export async function addAlias(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Add Alias');
  const { runner, version } = await chooseVersion(models, passed, title);
  const taken = models.of(runner).models.find(({ name }) => name === version.model)?.aliases ?? [];
  const alias = await vscode.window.showInputBox({
    title: `${title}: ${version.model} ${version.version}`,
    prompt: vscode.l10n.t('For example champion. An alias that another version has moves to this one.'),
    validateInput: (value) => {
      const problem = aliasProblem(value.trim());
      if (problem !== null) return problem;
      const other = taken.find((known) => known.alias === value.trim() && known.version !== version.version);
      return (
        other && {
          message: vscode.l10n.t('@{0} moves here from version {1}.', other.alias, other.version),
          severity: vscode.InputBoxValidationSeverity.Info,
        }
      );
    },
  });
  if (alias === undefined) return;
  const { model, version: number } = version;
  await runner.request('registry/setAlias', { model, version: number, alias: alias.trim() });
}

function aliasProblem(alias: string): string | null {
  if (!/^[\w\-\p{L}\p{N}]{1,255}$/u.test(alias)) return vscode.l10n.t('1 to 255 letters, digits, _ or -.');
  return reservedAlias.test(alias) ? vscode.l10n.t('MLflow gives {0} a meaning of its own.', alias) : null;
}

export async function removeAlias(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Remove Alias');
  const { runner, version } = await chooseVersion(models, passed, title);
  const { model, aliases } = version;
  if (aliases.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Version {0} of {1} has no alias.', version.version, model),
    );
    return;
  }
  const [only] = aliases;
  const alias =
    aliases.length === 1
      ? only
      : await vscode.window.showQuickPick(aliases, {
          title,
          placeHolder: vscode.l10n.t('The alias to take away'),
        });
  if (alias !== undefined) await runner.request('registry/deleteAlias', { model, alias });
}

export async function editDescription(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Edit Description');
  const { runner, model, version, description, label } = await chooseThing(models, passed, title);
  const text = await vscode.window.showInputBox({
    title: `${title}: ${label}`,
    value: description,
    prompt: vscode.l10n.t('Markdown. Empty removes the description.'),
  });
  if (text === undefined || text === description) return;
  await runner.request('registry/describe', { model, version, description: text });
}

export async function addModelTag(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Add Tag');
  const { runner, model, version, label } = await chooseThing(models, passed, title);
  const key = await vscode.window.showInputBox({
    title: `${title}: ${label}`,
    prompt: vscode.l10n.t('Key of the tag'),
    validateInput: (value) =>
      /^[/\w.\- :\p{L}\p{N}\p{M}]{1,250}$/u.test(value.trim())
        ? null
        : vscode.l10n.t('1 to 250 letters, digits, spaces or any of _ - . : /'),
  });
  if (!key) return;
  const value = await vscode.window.showInputBox({
    title: `${title}: ${key.trim()}`,
    prompt: vscode.l10n.t('Value'),
  });
  if (value === undefined) return;
  await runner.request('registry/setTag', { model, version, key: key.trim(), value });
}

export async function removeModelTag(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Remove Tag');
  const { runner, model, version, tags, label } = await chooseThing(models, passed, title);
  const items = Object.entries(tags).map(([key, value]) => ({ label: key, description: value }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no tags to remove.', label));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title}: ${label}`,
    canPickMany: true,
  });
  for (const { label: key } of picked ?? [])
    await runner.request('registry/deleteTag', { model, version, key });
}

export async function deleteVersion(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, version } = await chooseVersion(models, passed, vscode.l10n.t('Delete Version'));
  const { model, version: number, aliases } = version;
  await confirmDelete(vscode.l10n.t('Delete version {0} of {1}?', number, model), [
    ...(aliases.length > 0
      ? [vscode.l10n.t('Its aliases go with it: {0}.', aliases.map((alias) => `@${alias}`).join(', '))]
      : []),
    vscode.l10n.t('The run and its files stay. The number is not given again.'),
  ]);
  await runner.request('registry/delete', { model, version: number });
}

export async function deleteModel(models: Models, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, model } = await chooseModel(models, passed, vscode.l10n.t('Delete Model'));
  const versions = await models.versions(runner, model.name);
  await confirmDelete(
    versions.length === 1
      ? vscode.l10n.t('Delete {0} with its version?', model.name)
      : vscode.l10n.t('Delete {0} with its {1} versions?', model.name, versions.length),
    [vscode.l10n.t('This cannot be undone. The runs and their files stay.')],
  );
  await runner.request('registry/delete', { model: model.name, version: null });
}

/** @throws CancellationError unless a person says yes */
async function confirmDelete(question: string, lines: string[]): Promise<void> {
  const yes = vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: lines.join('\n') },
    yes,
  );
  if (answer !== yes) throw new vscode.CancellationError();
}

/** What MLflow's clients call a version. */
export async function copyUri(models: Models, passed: unknown): Promise<void> {
  const thing: ChangedThing = await chooseThing(models, passed, vscode.l10n.t('Copy Model URI'));
  const uri = thing.version === null ? `models:/${thing.model}` : `models:/${thing.model}/${thing.version}`;
  await vscode.env.clipboard.writeText(uri);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', uri), 3_000);
}
