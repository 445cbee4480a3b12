import * as vscode from 'vscode';

const historyKey = 'slipway.commandHistory';
const historyLimit = 30;

/**
 * A command line, typed or taken from those used before in this workspace, latest first.
 * @throws CancellationError where a person backs out.
 */
export async function pickCommandLine(state: vscode.Memento, title: string): Promise<string> {
  const history = state.get<string[]>(historyKey, []);
  const picked = await ask(history, title);
  const line = picked?.trim();
  if (!line) throw new vscode.CancellationError();
  await state.update(historyKey, [line, ...history.filter((used) => used !== line)].slice(0, historyLimit));
  return line;
}

function ask(history: string[], title: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const input = vscode.window.createQuickPick();
    input.title = title;
    input.placeholder = vscode.l10n.t('Command line, for example: python train.py --epochs 5');
    const update = () => {
      const typed = input.value.trim();
      const used = history.map((label) => ({ label, iconPath: new vscode.ThemeIcon('history') }));
      const asTyped =
        typed && !history.includes(typed)
          ? [{ label: typed, iconPath: new vscode.ThemeIcon('play'), alwaysShow: true }]
          : [];
      input.items = [...asTyped, ...used];
    };
    update();
    input.onDidChangeValue(update);
    input.onDidAccept(() => {
      resolve(input.selectedItems[0]?.label ?? input.value);
      input.dispose();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
