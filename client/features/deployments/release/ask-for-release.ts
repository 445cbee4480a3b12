import * as vscode from 'vscode';
import type { TargetView } from '../../../../schemas/protocol/deployments.ts';
import type { VersionView } from '../../../../schemas/protocol/registry.ts';
import { ClientError } from '../../../host/errors.ts';
import { type PickStep, pickStep } from '../../../host/pick-step.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { liveInWords } from '../choose-target.ts';
import type { PassedRelease } from '../passed-release.ts';
import { timeInWords } from '../revision-in-words.ts';

export interface AskedRelease {
  model: string;
  version: string;
  target: string;
}

type Place = Pick<PickStep<vscode.QuickPickItem>, 'step' | 'totalSteps'>;

const lastTargetKey = 'slipway.lastTarget';

/**
 * Which version goes where: what was not passed is asked for, step by step and back.
 * @throws ClientError where there is no model, version or target to choose; CancellationError where it is given up
 */
export async function askForRelease(
  runner: RunnerConnection,
  passed: PassedRelease,
  state: vscode.Memento,
): Promise<AskedRelease> {
  const { targets } = await runner.request('deployments/list', {});
  const declared = targets.filter(({ line }) => line !== null);
  const draft = { ...passed, target: passed.target ?? onlyTarget(declared) };
  const questions = {
    model: (place: Place) => askModel(runner, place),
    version: (place: Place) => askVersion(runner, draft.model ?? '', targets, place),
    target: (place: Place) => askTarget(declared, place, state.get(lastTargetKey)),
  };
  const asked = (['model', 'version', 'target'] as const).filter((part) => draft[part] === null);
  for (let index = 0; index < asked.length; ) {
    const part = asked[index];
    if (part === undefined) break;
    const answer = await questions[part]({ step: index + 1, totalSteps: asked.length });
    if (answer === 'back') {
      index--;
      continue;
    }
    draft[part] = answer.value;
    index++;
  }
  const { model, version, target } = draft;
  if (model === null || version === null || target === null) throw new vscode.CancellationError();
  await state.update(lastTargetKey, target);
  return { model, version, target };
}

function onlyTarget(declared: readonly TargetView[]): string | null {
  const [first] = declared;
  if (first === undefined)
    throw new ClientError(
      'SLW-CLIENT-NO-TARGET',
      vscode.l10n.t('slipway.yaml declares no target that a model could be deployed to.'),
      vscode.l10n.t('Declare one (Slipway: Declare Target in slipway.yaml).'),
    );
  return declared.length === 1 ? first.name : null;
}

interface Item extends vscode.QuickPickItem {
  value: string;
}

async function askModel(runner: RunnerConnection, place: Place): Promise<Item | 'back'> {
  const [{ models }, { manifests }] = await Promise.all([
    runner.request('registry/overview', {}),
    runner.request('registry/manifests', {}),
  ]);
  const described = new Set(manifests.map(({ model }) => model));
  const items = models
    .filter(({ latestVersion }) => latestVersion !== null)
    .map(({ name, latestVersion, aliases }) => ({
      label: name,
      value: name,
      description: [
        vscode.l10n.t('version {0}', latestVersion ?? ''),
        ...aliases.map(({ alias, version }) => `@${alias} ${version}`),
        described.has(name) ? '' : vscode.l10n.t('no *.model.yaml'),
      ]
        .filter(Boolean)
        .join(' · '),
    }))
    .sort((a, b) => Number(described.has(b.label)) - Number(described.has(a.label)));
  if (items.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-MODEL',
      vscode.l10n.t('No model with a version is registered in this workspace.'),
      vscode.l10n.t('Register one: Slipway: Register Model…'),
    );
  const placeholder = vscode.l10n.t('The model to deploy');
  return pickStep<Item>(items, { title: vscode.l10n.t('Deploy Model'), placeholder, ...place });
}

async function askVersion(
  runner: RunnerConnection,
  model: string,
  targets: readonly TargetView[],
  place: Place,
): Promise<Item | 'back'> {
  const { versions } = await runner.request('registry/versions', { model });
  if (versions.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-VERSION',
      vscode.l10n.t('The model {0} has no version.', model),
      vscode.l10n.t('Register one: Slipway: Register Model…'),
    );
  return pickStep<Item>(
    versions.map((version) => versionItem(version, targets)),
    {
      title: vscode.l10n.t('Deploy {0}', model),
      placeholder: vscode.l10n.t('The version to deploy, the newest first'),
      ...place,
    },
  );
}

function versionItem(
  { model, version, aliases, createdAt, description }: VersionView,
  targets: readonly TargetView[],
): Item {
  const liveOn = targets.filter(({ live, revisions }) =>
    revisions.some(
      (revision) => revision.number === live && revision.model === model && revision.version === version,
    ),
  );
  return {
    label: vscode.l10n.t('Version {0}', version),
    value: version,
    description: [
      ...aliases.map((alias) => `@${alias}`),
      ...liveOn.map(({ name }) => vscode.l10n.t('live on {0}', name)),
      timeInWords(createdAt),
    ].join(' · '),
    ...(description !== '' && { detail: description }),
  };
}

function askTarget(
  declared: readonly TargetView[],
  place: Place,
  last: string | undefined,
): Promise<Item | 'back'> {
  const items = declared.map((target) => ({
    label: target.name,
    value: target.name,
    description: liveInWords(target),
  }));
  return pickStep<Item>(items, {
    title: vscode.l10n.t('Deploy Model'),
    placeholder: vscode.l10n.t('The target to deploy to'),
    active: items.find(({ value }) => value === last),
    ...place,
  });
}
