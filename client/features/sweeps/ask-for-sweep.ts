import * as vscode from 'vscode';
import type { DeclaredSweep, SweepRequest } from '../../../schemas/protocol/sweeps.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';

/** What a person asks for, without where it runs. */
export type AskedSweep = Omit<SweepRequest, 'cwd' | 'env'>;

type Method = NonNullable<AskedSweep['method']>;

/**
 * Which stage, and what to search: as dvc.yaml declares it, or in quick picks.
 * @throws CancellationError where a person gives it up.
 */
export async function askForSweep(runner: RunnerConnection, stage: string | null): Promise<AskedSweep> {
  const { sweeps } = await runner.request('sweeps/declared', {});
  const chosen = stage ?? (await askForStage(runner, sweeps));
  const declared = sweeps.find((sweep) => sweep.stage === chosen);
  if (declared && (await wantsDeclared(declared))) return { stage: chosen };
  return { stage: chosen, ...(await askWhat(chosen)) };
}

async function askForStage(runner: RunnerConnection, sweeps: DeclaredSweep[]): Promise<string> {
  const { stages } = await runner.request('pipelines/graph', { stages: [] });
  const items = stages.map(({ name, description }) => {
    const declared = sweeps.find((sweep) => sweep.stage === name);
    return { label: name, description: declared ? inWords(declared) : (description ?? ''), declared };
  });
  items.sort((a, b) => Number(b.declared !== undefined) - Number(a.declared !== undefined));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Start Sweep'),
    placeHolder: vscode.l10n.t('Whose params to search'),
    matchOnDescription: true,
  });
  return given(picked).label;
}

async function wantsDeclared(declared: DeclaredSweep): Promise<boolean> {
  const asDeclared = vscode.l10n.t('As dvc.yaml Says');
  const picked = await vscode.window.showQuickPick(
    [
      { label: asDeclared, description: inWords(declared) },
      { label: vscode.l10n.t('Something Else…'), description: vscode.l10n.t('asked for step by step') },
    ],
    { title: vscode.l10n.t('Sweep of {0}', declared.stage) },
  );
  return given(picked).label === asDeclared;
}

async function askWhat(stage: string): Promise<Omit<AskedSweep, 'stage'>> {
  const title = vscode.l10n.t('Sweep of {0}', stage);
  const params = await askText(
    title,
    vscode.l10n.t('What to search: ranges or lists, with a semicolon between two params'),
    'train.lr=0.001..0.1 log; train.depth=2..8; train.kind=tree,net',
    (text) => splitParams(text).every((param) => /^[^=\s]+=.+/.test(param)) && splitParams(text).length > 0,
  );
  const goal = given(
    await vscode.window.showQuickPick(
      [
        { label: vscode.l10n.t('Highest value'), goal: 'maximize' as const },
        { label: vscode.l10n.t('Lowest value'), goal: 'minimize' as const },
      ],
      { title, placeHolder: vscode.l10n.t('Which value of the metric is best') },
    ),
  ).goal;
  const metric = await askText(title, vscode.l10n.t('Name of the metric'), 'accuracy', (text) => text !== '');
  const { method } = given(await vscode.window.showQuickPick(methods(), { title }));
  const isCount = (text: string) => /^[1-9]\d{0,5}$/.test(text);
  const trials =
    method === 'grid'
      ? {}
      : { trials: Number(await askText(title, vscode.l10n.t('How many trials'), '30', isCount)) };
  const parallel = Number(await askText(title, vscode.l10n.t('How many trials at once'), '1', isCount, '1'));
  return { params: splitParams(params), [goal]: metric, method, ...trials, parallel };
}

function methods(): { label: string; description: string; method: Method }[] {
  return [
    { label: 'TPE', description: vscode.l10n.t('learns from the trials that have ended'), method: 'tpe' },
    { label: vscode.l10n.t('Random'), description: vscode.l10n.t('each trial for itself'), method: 'random' },
    { label: vscode.l10n.t('Grid'), description: vscode.l10n.t('every combination'), method: 'grid' },
  ];
}

function splitParams(text: string): string[] {
  return text
    .split(';')
    .map((param) => param.trim())
    .filter((param) => param !== '');
}

async function askText(
  title: string,
  prompt: string,
  example: string,
  fits: (text: string) => boolean,
  value = '',
): Promise<string> {
  return given(
    await vscode.window.showInputBox({
      title,
      prompt,
      value,
      placeHolder: example,
      ignoreFocusOut: true,
      validateInput: (text) => (fits(text.trim()) ? null : vscode.l10n.t('Write it like {0}', example)),
    }),
  ).trim();
}

function inWords({ method, metric, goal, total, params }: DeclaredSweep): string {
  const best =
    goal === 'maximize' ? vscode.l10n.t('highest {0}', metric) : vscode.l10n.t('lowest {0}', metric);
  return vscode.l10n.t('{0} · {1} · {2} trials of {3}', method, best, total, params.join(', '));
}

function given<T>(answer: T | undefined): T {
  if (answer === undefined) throw new vscode.CancellationError();
  return answer;
}
