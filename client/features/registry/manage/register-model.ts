import * as vscode from 'vscode';
import type { ModelCandidate } from '../../../../schemas/protocol/registry.ts';
import { ClientError } from '../../../host/errors.ts';
import { bytesInWords } from '../../../host/in-words.ts';
import { pickRun } from '../../../host/pick-run.ts';
import { passedRuns } from '../../../host/run-ref.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Models } from '../models.ts';

/** A new version from a run's model: which run, which of its models, under which name. */
export async function registerModel(models: Models, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Register Model');
  const { runners } = models.host;
  const [passed] = passedRuns(args);
  const runner = passed ? runners.expect(passed.folder) : await chooseRunner(runners, title);
  const placeHolder = vscode.l10n.t('The run whose model is registered');
  const runId = passed?.runId ?? (await pickRun(runner, { title, placeHolder }));
  const at = { tracker: passed?.tracker ?? 'local', runId };
  const found = await runner.request('registry/candidates', at);
  const candidate = await pickCandidate(title, found);
  const model = await pickName(models, runner, title, candidate, found.suggestedName);
  const made = await runner.request('registry/register', {
    ...at,
    path: candidate.path,
    model,
    description: '',
  });
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('Registered as version {0} of {1}', made.version, made.model),
    5_000,
  );
  await vscode.commands.executeCommand('slipway.models.focus');
}

/** @throws ClientError `SLW-CLIENT-RUN-WITHOUT-MODEL` where there is none to pick */
async function pickCandidate(
  title: string,
  { runName, candidates }: { runName: string; candidates: ModelCandidate[] },
): Promise<ModelCandidate> {
  const [only] = candidates;
  if (only === undefined)
    throw new ClientError(
      'SLW-CLIENT-RUN-WITHOUT-MODEL',
      vscode.l10n.t('The run {0} has no model among its artifacts.', runName),
      vscode.l10n.t('Log one with mlflow.<flavor>.log_model, or log an .onnx file as an artifact.'),
    );
  if (candidates.length === 1) return only;
  const items = candidates.map((candidate) => ({
    label: candidate.path === '' ? vscode.l10n.t('all artifacts') : candidate.path,
    description: [candidate.flavors.join(', '), bytesInWords(candidate.bytes)].filter(Boolean).join(' · '),
    candidate,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which of the models of {0}?', runName),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.candidate;
}

/** A model that is there already gets another version; a name that is typed makes a new one. */
async function pickName(
  models: Models,
  runner: RunnerConnection,
  title: string,
  candidate: ModelCandidate,
  suggested: string,
): Promise<string> {
  const known = models.of(runner).models;
  if (known.length > 0) {
    const another = { label: vscode.l10n.t('$(add) New Model…'), name: null };
    const items = known.map(({ name, latestVersion }) => ({
      label: name,
      description:
        latestVersion === null ? vscode.l10n.t('no version') : vscode.l10n.t('newest {0}', latestVersion),
      name,
    }));
    const picked = await vscode.window.showQuickPick([another, ...items], {
      title,
      placeHolder: vscode.l10n.t('The model that this is a version of'),
    });
    if (!picked) throw new vscode.CancellationError();
    if (picked.name !== null) return picked.name;
  }
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Name of the model, as "name:" of its model manifest has it'),
    value: suggested || (candidate.path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, ''),
    validateInput: nameProblem,
  });
  if (name === undefined) throw new vscode.CancellationError();
  return name.trim();
}

/** MLflow's rule. */
function nameProblem(name: string): string | null {
  if (name.trim() === '') return vscode.l10n.t('A model needs a name.');
  return /[/:]/.test(name) ? vscode.l10n.t('The name of a model cannot hold "/" or ":".') : null;
}
