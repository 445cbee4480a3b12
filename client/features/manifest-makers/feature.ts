import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import { FileChanges } from '../../host/file-changes.ts';
import type { Feature } from '../../host/host.ts';

/** Manifests of models and data, made of what is there already. */
export const manifestMakersFeature: Feature = (host) => {
  const changes = new FileChanges('slipway-manifest');
  return vscode.Disposable.from(
    changes,
    registerCommands(host, {
      'slipway.createModelManifest': async (...args) =>
        (await import('./model-from-run.ts')).modelFromRun(host, changes, args),
      'slipway.createDataContract': async (file) =>
        (await import('./contract-from-file.ts')).contractFromFile(host, changes, file),
    }),
  );
};
