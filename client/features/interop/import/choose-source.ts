import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ImportKind, ImportRequest } from '../../../../schemas/protocol/interop.ts';
import { askForText } from '../../../host/ask-for-text.ts';
import type { Host } from '../../../host/host.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { findSources } from './find-sources.ts';

const lastUriKey = 'slipway.import.uri';
const icons: Record<ImportKind, string> = {
  'mlflow-server': 'cloud',
  'mlflow-db': 'database',
  mlruns: 'folder',
  tensorboard: 'graph-line',
  dvc: 'git-branch',
};

interface SourceItem extends vscode.QuickPickItem {
  source: ImportKind | null;
  /** Absolute; null where it has still to be asked for. */
  path: string | null;
}

/**
 * What to import: found in the folder, or named by the person.
 * @throws CancellationError where they name none; the runner's `SLW-IMPORT-…` where it is nothing that holds runs.
 */
export async function chooseSource(
  host: Host,
  runner: RunnerConnection,
  title: string,
): Promise<ImportRequest> {
  for (;;) {
    const item = await vscode.window.showQuickPick(sourceItems(runner.folder), {
      title,
      placeHolder: vscode.l10n.t('Where the runs are'),
      matchOnDescription: true,
    });
    if (!item?.source) throw new vscode.CancellationError();
    const location = item.path ?? (await askForLocation(host, item.source, title));
    if (location === 'back') continue;
    if (location === undefined) throw new vscode.CancellationError();
    if (item.source === 'mlflow-server') {
      const { request } = await runner.request('import/detect', { location });
      await host.context.workspaceState.update(lastUriKey, location.replace(/\/\/[^/@]*@/, '//'));
      return request;
    }
    return requestOf(item.source, location);
  }
}

function requestOf(kind: Exclude<ImportKind, 'mlflow-server'>, path: string): ImportRequest {
  if (kind === 'mlflow-db') return { kind, file: path };
  if (kind === 'mlruns') return { kind, folder: path };
  return { kind, folder: path, experimentName: null };
}

async function sourceItems(folder: vscode.WorkspaceFolder): Promise<SourceItem[]> {
  const names = kindNames();
  const detected = (await findSources(folder)).map(
    ({ kind, path }): SourceItem => ({
      label: path || folder.name,
      description: names[kind],
      iconPath: new vscode.ThemeIcon(icons[kind]),
      source: kind,
      path: join(folder.uri.fsPath, path),
    }),
  );
  const elsewhere = (
    [
      ['mlflow-server', vscode.l10n.t('MLflow Server…'), vscode.l10n.t('by its URI')],
      ['mlflow-db', vscode.l10n.t('MLflow Database…'), 'mlflow.db'],
      ['mlruns', vscode.l10n.t('MLflow Folder…'), 'mlruns'],
      [
        'tensorboard',
        vscode.l10n.t('TensorBoard Folder…'),
        vscode.l10n.t('event files; each folder is a run'),
      ],
      ['dvc', vscode.l10n.t('DVC Project or DVCLive Folder…'), vscode.l10n.t('experiments and live metrics')],
    ] as const
  ).map(
    ([kind, label, description]): SourceItem => ({
      label,
      description,
      iconPath: new vscode.ThemeIcon(icons[kind]),
      source: kind,
      path: null,
    }),
  );
  if (detected.length === 0) return elsewhere;
  return [
    separator(vscode.l10n.t('found in this folder')),
    ...detected,
    separator(vscode.l10n.t('elsewhere')),
    ...elsewhere,
  ];
}

function kindNames(): Record<ImportKind, string> {
  return {
    'mlflow-server': vscode.l10n.t('MLflow server'),
    'mlflow-db': vscode.l10n.t('MLflow database'),
    mlruns: vscode.l10n.t('MLflow folder'),
    tensorboard: vscode.l10n.t('TensorBoard event files'),
    dvc: vscode.l10n.t('DVC experiments, DVCLive'),
  };
}

function separator(label: string): SourceItem {
  return { label, kind: vscode.QuickPickItemKind.Separator, source: null, path: null };
}

async function askForLocation(
  host: Host,
  kind: ImportKind,
  title: string,
): Promise<string | 'back' | undefined> {
  if (kind === 'mlflow-server')
    return askForText({
      title,
      value: host.context.workspaceState.get<string>(lastUriKey, ''),
      prompt: vscode.l10n.t('URI of the MLflow server, for example http://localhost:5000'),
      problemOf: (value) =>
        /^https?:\/\/[^/]/i.test(value.trim())
          ? null
          : vscode.l10n.t('An address that begins with http:// or https://.'),
    });
  const isFile = kind === 'mlflow-db';
  const [picked] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: isFile,
      canSelectFolders: !isFile,
      openLabel: vscode.l10n.t('Import'),
    })) ?? [];
  return picked?.fsPath ?? 'back';
}
