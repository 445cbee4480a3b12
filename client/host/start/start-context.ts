import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { StartContext } from '../../../schemas/protocol/executions.ts';
import { readSetting } from '../settings.ts';
import { editorPython } from './python-environment.ts';

/** What a start carries: the folder's settings, and the Python that the editor has chosen. */
export async function startContext(resource: vscode.Uri, cwd: string): Promise<StartContext> {
  return {
    cwd,
    ...(await editorPython(resource)),
    autolog: readSetting('slipway.autolog', resource),
    metricFiles: readSetting('slipway.metricFiles', resource),
  };
}

/** Where scripts start: the workspace folder, as the Python extension does, else beside the file. */
export function workingFolder(file: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(file.fsPath);
}
