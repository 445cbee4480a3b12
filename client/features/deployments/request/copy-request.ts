import * as vscode from 'vscode';
import type { TargetView } from '../../../../schemas/protocol/deployments.ts';
import {
  inferenceBody,
  inferenceUrl,
  sampleTensors,
} from '../../../../schemas/protocol/inference-request.ts';
import { ClientError } from '../../../host/errors.ts';
import { chooseTarget } from '../choose-target.ts';
import type { Deployments } from '../deployments.ts';
import { curlText, pythonText } from './snippets.ts';

export type SnippetKind = 'curl' | 'python';

/** Puts a request of one sample row to what is live on the clipboard. */
export async function copySampleRequest(
  deployments: Deployments,
  passed: unknown,
  kind: SnippetKind,
): Promise<void> {
  const { runner, target } = await chooseTarget(deployments, passed, {
    title: kind === 'curl' ? vscode.l10n.t('Copy curl') : vscode.l10n.t('Copy Python Request'),
    offers: ({ live, url }) => live !== null && url !== null,
  });
  const { model, inputs } = await runner.request('deployments/signature', { target: target.name });
  await copyRequest(kind, target, model, inferenceBody(inputs, sampleTensors(inputs)));
}

/** @throws ClientError `SLW-CLIENT-NO-URL` where nobody knows where the target answers */
export async function copyRequest(
  kind: SnippetKind,
  { url: base, asksToken }: Pick<TargetView, 'url' | 'asksToken'>,
  model: string,
  body: string,
): Promise<void> {
  if (base === null)
    throw new ClientError('SLW-CLIENT-NO-URL', vscode.l10n.t('It is not known where this target answers.'));
  const url = inferenceUrl(base, model);
  const text = kind === 'curl' ? curlText(url, body, asksToken) : pythonText(url, body, asksToken);
  await vscode.env.clipboard.writeText(text);
  const told = asksToken
    ? vscode.l10n.t('Copied. It reads the token from the environment variable SLIPWAY_TOKEN.')
    : vscode.l10n.t('Copied.');
  vscode.window.setStatusBarMessage(told, 3_000);
}

export async function copyUrl(deployments: Deployments, passed: unknown): Promise<void> {
  const { target } = await chooseTarget(deployments, passed, {
    title: vscode.l10n.t('Copy URL'),
    offers: ({ url }) => url !== null,
  });
  if (target.url === null) return;
  await vscode.env.clipboard.writeText(target.url);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied.'), 3_000);
}
