import * as vscode from 'vscode';
import { deployPlace } from './deploy-place.ts';
import type { PassedRelease } from './passed-release.ts';

const selector: vscode.DocumentFilter = { scheme: 'file', pattern: '**/*.model.yaml' };

/** "Deploy…" over `deploy:` of a model manifest. */
export function registerDeployLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(selector, {
    provideCodeLenses: (document) => {
      const folder = vscode.workspace.getWorkspaceFolder(document.uri);
      const place = deployPlace(document.getText());
      if (place === null || folder === undefined || !vscode.workspace.isTrusted) return [];
      const release: PassedRelease = {
        folder: folder.uri.toString(),
        model: place.model,
        version: null,
        target: place.target,
      };
      const range = new vscode.Range(place.line, 0, place.line, 0);
      return [
        new vscode.CodeLens(range, {
          command: 'slipway.deployModel',
          title: vscode.l10n.t('$(cloud-upload) Deploy…'),
          arguments: [release],
        }),
      ];
    },
  });
}
