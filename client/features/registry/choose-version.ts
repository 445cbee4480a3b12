import * as vscode from 'vscode';
import type { ModelView, VersionView } from '../../../schemas/protocol/registry.ts';
import { ClientError } from '../../host/errors.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import type { Models } from './models.ts';
import { isNode } from './nodes.ts';
import { timeInWords } from './words.ts';

export interface ChosenModel {
  runner: RunnerConnection;
  model: ModelView;
}

export interface ChosenVersion {
  runner: RunnerConnection;
  version: VersionView;
}

/**
 * The model that a row passed, or that a person picks.
 * @throws ClientError `SLW-CLIENT-NO-MODEL` where there is none; CancellationError where none is picked
 */
export async function chooseModel(models: Models, passed: unknown, title: string): Promise<ChosenModel> {
  if (isNode(passed) && passed.kind === 'model')
    return { runner: models.host.runners.expect(passed.folder), model: passed.model };
  const { runners } = models;
  const items = runners.flatMap((runner) =>
    models.of(runner).models.map((model) => ({
      label: model.name,
      description: runners.length > 1 ? runner.folder.name : '',
      runner,
      model,
    })),
  );
  if (items.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-MODEL',
      vscode.l10n.t('No model is registered in this workspace.'),
      vscode.l10n.t('Register one: Slipway: Register Model…'),
    );
  const [only] = items;
  if (items.length === 1 && only) return only;
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a model'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked;
}

/**
 * The version that a row passed, or that a person picks.
 * @throws ClientError `SLW-CLIENT-NO-MODEL` where there is none; CancellationError where none is picked
 */
export async function chooseVersion(models: Models, passed: unknown, title: string): Promise<ChosenVersion> {
  if (isNode(passed) && passed.kind === 'version')
    return { runner: models.host.runners.expect(passed.folder), version: passed.version };
  const { runner, model } = await chooseModel(models, passed, title);
  const version = await pickVersion(models, runner, model.name, title, () => true);
  return { runner, version };
}

/** @throws ClientError `SLW-CLIENT-NO-VERSION` where none fits; CancellationError where none is picked */
export async function pickVersion(
  models: Models,
  runner: RunnerConnection,
  model: string,
  title: string,
  fits: (version: VersionView) => boolean,
): Promise<VersionView> {
  const versions = (await models.versions(runner, model)).filter(fits);
  if (versions.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-VERSION',
      vscode.l10n.t('{0} has no version for which that makes sense.', model),
    );
  const items = versions.map((version) => ({
    label: vscode.l10n.t('Version {0}', version.version),
    description: version.aliases.map((alias) => `@${alias}`).join(' '),
    detail: [timeInWords(version.createdAt), version.description.split('\n', 1)[0] ?? '']
      .filter(Boolean)
      .join(' · '),
    version,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title}: ${model}`,
    placeHolder: vscode.l10n.t('Choose a version'),
    matchOnDescription: true,
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.version;
}
