import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import { FileChanges } from '../../host/file-changes.ts';
import type { Feature } from '../../host/host.ts';

/** Stages of a dvc.yaml, made of a notebook or of a run. */
export const stageMakersFeature: Feature = (host) => {
  const changes = new FileChanges('slipway-stage');
  return vscode.Disposable.from(
    changes,
    registerCommands(host, {
      'slipway.notebookToStage': async (file) =>
        (await import('./from-notebook.ts')).stageFromNotebook(host, changes, file),
      'slipway.runToStage': async (...args) =>
        (await import('./from-run.ts')).stageFromRun(host, changes, args),
    }),
  );
};
