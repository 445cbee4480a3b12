import { existsSync } from 'node:fs';
import type { PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';
import { readSetting } from '../settings.ts';
import { userEnvironment } from '../user-environment.ts';

const pythonExtensionId = 'ms-python.python';

/** What the editor knows of the Python for a resource; the runner finds what is left out. */
export interface EditorPython {
  interpreter?: string;
  env: Record<string, string>;
  envFile?: string;
}

/** The interpreter of our setting, else the Python extension's choice, with the variables of `python.envFile`. */
export async function editorPython(resource: vscode.Uri): Promise<EditorPython> {
  const set = readSetting('slipway.pythonPath', resource);
  const own = userEnvironment(process.env);
  const extension = vscode.extensions.getExtension<PythonExtension>(pythonExtensionId);
  if (!extension) return { ...(set && { interpreter: set }), env: own, ...envFileOf(resource) };
  const { environments } = await extension.activate();
  const chosen = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
  const interpreter = set || chosen?.executable.uri?.fsPath;
  // The extension has laid the env file over the editor's own variables already.
  const env = userEnvironment({ ...own, ...environments.getEnvironmentVariables(resource) });
  return { ...(interpreter && { interpreter }), env };
}

/** The setting is readable without the extension that declares it. */
function envFileOf(resource: vscode.Uri): { envFile?: string } {
  const setting = vscode.workspace.getConfiguration('python', resource).get<string>('envFile');
  const folder = vscode.workspace.getWorkspaceFolder(resource)?.uri.fsPath ?? '';
  const envFile = setting?.replaceAll(/\$\{workspaceFolder\}|\$\{workspaceRoot\}/g, folder);
  return envFile && existsSync(envFile) ? { envFile } : {};
}
