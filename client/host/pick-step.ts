import * as vscode from 'vscode';

export interface PickStep<T> {
  title: string;
  placeholder: string;
  /** From 1. */
  step: number;
  totalSteps: number;
  /** What was chosen last; undefined: the first. */
  active?: T | undefined;
}

/**
 * One step of several: a quick pick with the way back to the step before.
 * @throws CancellationError where a person closes it
 */
export function pickStep<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeholder, step, totalSteps, active }: PickStep<T>,
): Promise<T | 'back'> {
  return new Promise((resolve, reject) => {
    const pick = vscode.window.createQuickPick<T>();
    pick.title = title;
    pick.placeholder = placeholder;
    pick.step = step;
    pick.totalSteps = totalSteps;
    pick.ignoreFocusOut = true;
    pick.matchOnDescription = true;
    pick.items = items;
    if (active !== undefined) pick.activeItems = [active];
    if (step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
    let answer: T | 'back' | undefined;
    const end = (given: T | 'back' | undefined) => {
      answer = given;
      pick.hide();
    };
    pick.onDidTriggerButton(() => end('back'));
    pick.onDidAccept(() => end(pick.selectedItems[0]));
    pick.onDidHide(() => {
      pick.dispose();
      if (answer === undefined) reject(new vscode.CancellationError());
      else resolve(answer);
    });
    pick.show();
  });
}
