import type * as vscode from 'vscode';
import type { Runners } from './runner/runners.ts';

/** What every feature is given. */
export interface Host {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  runners: Runners;
}

/** Registers what a feature offers; heavy parts are imported when they are first used. */
export type Feature = (host: Host) => vscode.Disposable;
