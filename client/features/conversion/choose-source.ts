import * as vscode from 'vscode';
import type { ConversionSource } from '../../../schemas/protocol/conversion.ts';
import type { VersionRef, VersionView } from '../../../schemas/protocol/registry.ts';
import type { Host } from '../../host/host.ts';
import { bytesInWords } from '../../host/in-words.ts';
import { pickRun } from '../../host/pick-run.ts';
import { passedRuns } from '../../host/run-ref.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';

export interface ChosenSource {
  runner: RunnerConnection;
  source: ConversionSource;
}

/**
 * The version or run that a row passed, or one that a person picks.
 * @throws CancellationError where none is picked
 */
export async function chooseSource(host: Host, args: unknown[], title: string): Promise<ChosenSource> {
  const [row] = args;
  if (isVersionRow(row)) {
    const { model, version } = row.version;
    return { runner: host.runners.expect(row.folder), source: { kind: 'version', model, version } };
  }
  const [passed] = passedRuns(args);
  if (passed) {
    const runner = host.runners.expect(passed.folder);
    return { runner, source: await runSource(runner, passed.runId, title) };
  }
  const runner = await chooseRunner(host.runners, title);
  return { runner, source: await pickSource(runner, title) };
}

/** A version's row in the Models view. */
function isVersionRow(value: unknown): value is { folder: string; version: VersionRef } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'version' &&
    'folder' in value &&
    typeof value.folder === 'string' &&
    'version' in value
  );
}

async function pickSource(runner: RunnerConnection, title: string): Promise<ConversionSource> {
  const { models } = await runner.request('registry/overview', {});
  const versions = await Promise.all(
    models.map(({ name }) => runner.request('registry/versions', { model: name })),
  );
  const ofRun = { label: vscode.l10n.t('$(beaker) Model of a Run…'), version: null };
  const items = versions.flatMap((found) => found.versions).map(versionItem);
  const picked =
    items.length === 0
      ? ofRun
      : await vscode.window.showQuickPick([ofRun, ...items], {
          title,
          placeHolder: vscode.l10n.t('The version that is converted'),
          matchOnDescription: true,
        });
  if (!picked) throw new vscode.CancellationError();
  if (picked.version) {
    const { model, version } = picked.version;
    return { kind: 'version', model, version };
  }
  const placeHolder = vscode.l10n.t('The run whose model is converted');
  return runSource(runner, await pickRun(runner, { title, placeHolder }), title);
}

function versionItem(version: VersionView): vscode.QuickPickItem & { version: VersionView } {
  return {
    label: `${version.model} ${version.version}`,
    description: version.aliases.map((alias) => `@${alias}`).join(' '),
    version,
  };
}

/** Of several models of a run a person picks one; which can be converted is the runner's to say. */
async function runSource(runner: RunnerConnection, runId: string, title: string): Promise<ConversionSource> {
  const { runName, candidates } = await runner.request('registry/candidates', { tracker: 'local', runId });
  const described = candidates.filter(({ flavors }) => flavors.length > 0 && !flavors.includes('onnx'));
  if (described.length < 2) return { kind: 'run', runId, path: described[0]?.path ?? null, model: null };
  const items = described.map(({ path, flavors, bytes }) => ({
    label: path,
    description: `${flavors.join(', ')} · ${bytesInWords(bytes)}`,
  }));
  const placeHolder = vscode.l10n.t('Which of the models of {0}?', runName);
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!picked) throw new vscode.CancellationError();
  return { kind: 'run', runId, path: picked.label, model: null };
}
