import * as vscode from 'vscode';
import type { NamedParam } from '../../../../schemas/protocol/pipelines.ts';
import { askForText } from '../../../host/ask-for-text.ts';

interface ParamItem extends vscode.QuickPickItem {
  param: NamedParam;
}

/**
 * Which params to set for one run, and to what: first which, by their present values, then a value for each, with the
 * way back. As `--set` takes them.
 * @throws CancellationError where a person backs out.
 */
export async function askParams(params: readonly NamedParam[], title: string): Promise<string[]> {
  const given = new Map<string, string>();
  let chosen = await choose(params, title, given);
  for (let index = 0; index < chosen.length; ) {
    const param = chosen[index];
    if (!param) break;
    const answer = await askForText({
      title: `${title} (${index + 1}/${chosen.length}): ${param.name}`,
      prompt: vscode.l10n.t('For this run alone; {0} now. The file stays as it is.', param.value),
      value: given.get(param.name) ?? param.value,
      problemOf: (value) => (value.trim() ? null : vscode.l10n.t('A value is needed.')),
    });
    if (answer === undefined) throw new vscode.CancellationError();
    if (answer !== 'back') given.set(param.name, answer);
    index += answer === 'back' ? -1 : 1;
    if (index < 0) {
      chosen = await choose(params, title, given);
      index = 0;
    }
  }
  return chosen.map(({ name, value }) => `${name}=${given.get(name) ?? value}`);
}

async function choose(
  params: readonly NamedParam[],
  title: string,
  given: ReadonlyMap<string, string>,
): Promise<NamedParam[]> {
  const items = params.map(
    (param): ParamItem => ({
      label: param.name,
      description: param.value,
      picked: given.has(param.name),
      param,
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Params to set for this run alone'),
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) throw new vscode.CancellationError();
  return picked.map(({ param }) => param);
}
