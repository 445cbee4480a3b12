import { basename } from 'node:path';
import * as vscode from 'vscode';
import type {
  FileEdit,
  StageChoice,
  StageOffer,
  StagePathOffer,
} from '../../../schemas/protocol/stage-makers.ts';

const nameForm = /^[\w-]+$/;
const rowLetters = 75;

/** Whether a notebook's first cell, which is not tagged so, holds its parameters. */
export async function askForParameters(title: string, names: string[]): Promise<boolean> {
  const yes = {
    label: vscode.l10n.t('$(check) They Are Parameters'),
    detail: vscode.l10n.t(
      'Their values go to params.yaml, and the cell is tagged “parameters” where needed.',
    ),
  };
  const no = {
    label: vscode.l10n.t('$(circle-slash) They Are Not'),
    detail: vscode.l10n.t('The stage has no params.'),
  };
  const placeHolder = vscode.l10n.t('The first cell only assigns values: {0}', names.join(', '));
  const picked = await vscode.window.showQuickPick([yes, no], { title, placeHolder, ignoreFocusOut: true });
  if (!picked) throw new vscode.CancellationError();
  return picked === yes;
}

export async function askForName(
  title: string,
  value: string,
  /** A name that was given before, and why it cannot be. */
  refused: { name: string; reason: string } | null,
): Promise<string> {
  const name = await vscode.window.showInputBox({
    title,
    value,
    prompt: refused?.reason ?? vscode.l10n.t('Name of the stage'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text === refused?.name) return refused.reason;
      return nameForm.test(text) ? null : vscode.l10n.t('Expected letters, digits, “_” and “-”.');
    },
  });
  if (name === undefined) throw new vscode.CancellationError();
  return name;
}

interface PartItem extends vscode.QuickPickItem {
  part?: { kind: 'path'; path: StagePathOffer } | { kind: 'param'; name: string };
}

/** Which deps, outs and params the stage has; what was chosen before is ticked, or what is proposed. */
export async function chooseParts(
  title: string,
  offer: StageOffer,
  before: StageChoice | null,
): Promise<StageChoice> {
  const isTicked = (path: StagePathOffer) =>
    before
      ? before.paths.some((chosen) => chosen.path === path.path && chosen.role === path.role)
      : path.chosen;
  const section = (label: string, items: PartItem[]): PartItem[] =>
    items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
  const pathItems = (isOut: boolean) =>
    offer.paths
      .filter(({ role }) => (role !== 'dep') === isOut)
      .map(
        (path): PartItem => ({
          label: path.path,
          description: roleInWords(path),
          detail: path.why,
          picked: isTicked(path),
          part: { kind: 'path', path },
        }),
      );
  const params = offer.params.map(
    (param): PartItem => ({
      label: param.name,
      description: param.value,
      detail: param.why,
      picked: before ? before.params.includes(param.name) : param.chosen,
      part: { kind: 'param', name: param.name },
    }),
  );
  const picked = await vscode.window.showQuickPick(
    [
      ...section(vscode.l10n.t('Reads'), pathItems(false)),
      ...section(vscode.l10n.t('Writes'), pathItems(true)),
      ...section(vscode.l10n.t('Params'), params),
    ],
    {
      title: vscode.l10n.t('{0}: {1}', title, offer.name),
      placeHolder: vscode.l10n.t('What the stage reads, writes and takes'),
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDetail: true,
    },
  );
  if (!picked) throw new vscode.CancellationError();
  const parts = picked.flatMap(({ part }) => part ?? []);
  return {
    name: offer.name,
    paths: parts.flatMap((part) =>
      part.kind === 'path' ? [{ path: part.path.path, role: part.path.role }] : [],
    ),
    params: parts.flatMap((part) => (part.kind === 'param' ? [part.name] : [])),
  };
}

/** Beside the open changes, of which a short list hides little: what should be known before has a list of its own. */
export async function confirm(
  title: string,
  { name, notes }: StageOffer,
  edits: FileEdit[],
): Promise<'write' | 'again'> {
  const write = {
    label: vscode.l10n.t('$(check) Write the Stage'),
    detail: vscode.l10n.t('Changes {0}', edits.map(({ file }) => basename(file)).join(', ')),
  };
  const again = { label: vscode.l10n.t('$(arrow-left) Choose Again') };
  const know = {
    label: vscode.l10n.t('$(info) To Know Before ({0})', notes.length),
    detail: notes[0] ?? '',
  };
  const options = { title: vscode.l10n.t('{0}: {1}', title, name), ignoreFocusOut: true };
  for (;;) {
    const picked = await vscode.window.showQuickPick([write, again, ...(notes.length > 0 ? [know] : [])], {
      ...options,
      placeHolder: vscode.l10n.t('Nothing is written yet. Look at the changes, then decide.'),
    });
    if (!picked) throw new vscode.CancellationError();
    if (picked === write) return 'write';
    if (picked === again) return 'again';
    const placeHolder = vscode.l10n.t('Enter or Escape goes back');
    await vscode.window.showQuickPick(notes.map(noteItem), { ...options, placeHolder });
  }
}

/** A row holds two short lines and cuts what is longer. */
function noteItem(note: string): vscode.QuickPickItem {
  const end = note.length <= rowLetters ? note.length : note.lastIndexOf(' ', rowLetters);
  const rest = note.slice(end).trim();
  return { label: '$(info)', description: note.slice(0, end), ...(rest !== '' && { detail: rest }) };
}

function roleInWords({ role }: StagePathOffer): string {
  switch (role) {
    case 'metric':
      return vscode.l10n.t('metrics');
    case 'plot':
      return vscode.l10n.t('plot');
    case 'dep':
    case 'out':
      return '';
  }
}
