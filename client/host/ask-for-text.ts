import * as vscode from 'vscode';

export interface TextQuestion {
  title: string;
  prompt: string;
  value?: string;
  /** Shown as dots. */
  secret?: boolean;
  problemOf: (value: string) => string | null;
}

/** An input box with the way back to the step before; undefined where a person closes it. */
export function askForText(question: TextQuestion): Promise<string | 'back' | undefined> {
  return new Promise((resolve) => {
    const input = vscode.window.createInputBox();
    input.title = question.title;
    input.prompt = question.prompt;
    input.value = question.value ?? '';
    input.password = question.secret ?? false;
    input.ignoreFocusOut = true;
    input.buttons = [vscode.QuickInputButtons.Back];
    const end = (answer: string | 'back' | undefined) => {
      resolve(answer);
      input.dispose();
    };
    input.onDidTriggerButton(() => end('back'));
    input.onDidChangeValue(() => {
      input.validationMessage = '';
    });
    input.onDidAccept(() => {
      const problem = question.problemOf(input.value);
      if (problem === null) end(input.value.trim());
      else input.validationMessage = problem;
    });
    input.onDidHide(() => end(undefined));
    input.show();
  });
}
