import * as vscode from 'vscode';
import type { Runners } from '../../host/runner/runners.ts';
import { passedStage } from '../../host/stage-ref.ts';

/** What a menu, a code lens or a keybinding passed: a stage's name, a stage of a folder, or a file in one. */
export function stageArgument(
  argument: unknown,
  runners: Runners,
): { folder: string | null; stage: string | null } {
  if (typeof argument === 'string') return { folder: null, stage: argument };
  if (argument instanceof vscode.Uri)
    return { folder: runners.of(argument)?.folder.uri.toString() ?? null, stage: null };
  return passedStage(argument) ?? { folder: null, stage: null };
}
