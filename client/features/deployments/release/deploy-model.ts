import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { CodeOrigin, ReleasePreview, ReleaseResult } from '../../../../schemas/protocol/deployments.ts';
import { askForText } from '../../../host/ask-for-text.ts';
import { ClientError } from '../../../host/errors.ts';
import { followOperation } from '../../../host/follow-operation.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { startContext } from '../../../host/start/start-context.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Deployments } from '../deployments.ts';
import { closeDocuments, showDocument } from '../documents.ts';
import { passedRelease } from '../passed-release.ts';
import { type AskedRelease, askForRelease } from './ask-for-release.ts';
import { blockingGates, previewText } from './preview-text.ts';
import { question, refusedQuestion } from './questions.ts';
import { tellRelease } from './tell-release.ts';

const shortestReason = 10;

/** From the choice of a version to the word that it is live, or why it is not. */
export async function deployModel(deployments: Deployments, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { host } = deployments;
  const given = passedRelease(passed);
  const title = vscode.l10n.t('Deploy Model');
  const runner =
    given.folder === null ? await chooseRunner(host.runners, title) : host.runners.expect(given.folder);
  const asked = await askForRelease(runner, given, host.context.workspaceState);
  const { preview, override } = await confirm(deployments, runner, asked);
  const allowCode = preview.code !== null && (await confirmCode(preview, preview.code));
  await closeDocuments(documentName(asked));
  const folder = runner.folder.uri;
  const key = `${folder.toString()}#${preview.target}`;
  deployments.followed.add(key);
  let result: ReleaseResult;
  try {
    result = await followOperation(host, runner, {
      kind: 'deploy',
      title: vscode.l10n.t('Deploying {0} {1} to {2}', preview.model, preview.version, preview.target),
      start: async () =>
        runner.request('deployments/deploy', {
          model: preview.model,
          version: preview.version,
          target: preview.target,
          digests: preview.digests,
          override,
          allowCode,
          idempotencyKey: randomUUID(),
          reason: '',
          context: await startContext(folder, folder.fsPath),
        }),
    });
  } finally {
    void deployments.refresh(runner).then(() => deployments.followed.delete(key));
  }
  await tellRelease(deployments, runner, result);
}

interface Confirmed {
  preview: ReleasePreview;
  /** Why failed gates are passed over; null where none failed. */
  override: string | null;
}

/**
 * Shows what the release changes, and asks once.
 * @throws CancellationError where a person looks first, or gives it up; ClientError where it cannot be deployed at all
 */
async function confirm(
  deployments: Deployments,
  runner: RunnerConnection,
  asked: AskedRelease,
): Promise<Confirmed> {
  for (;;) {
    const preview = await runner.request('deployments/preview', asked);
    await showDocument(documentName(asked), {
      text: previewText(preview),
      release: preview.refusal === null ? { folder: runner.folder.uri.toString(), ...asked } : null,
    });
    if (preview.refusal !== null)
      throw new ClientError(
        'SLW-CLIENT-NOT-DEPLOYABLE',
        vscode.l10n.t(
          '{0} {1} cannot be deployed to {2}: {3}',
          asked.model,
          asked.version,
          asked.target,
          preview.refusal,
        ),
      );
    if (preview.gates?.verdict !== 'refused') {
      await confirmDeploy(preview);
      return { preview, override: null };
    }
    const answer = await askRefused(preview);
    if (answer === 'evaluate') await evaluateGates(deployments, runner, asked);
    else {
      const override = await askForReason(preview);
      if (override !== 'back') return { preview, override };
    }
  }
}

/** @throws CancellationError unless a person says yes */
async function confirmDeploy(preview: ReleasePreview): Promise<void> {
  const deploy = vscode.l10n.t('Deploy');
  const { message, detail } = question(preview);
  const answer = await vscode.window.showInformationMessage(
    message,
    { modal: true, detail },
    deploy,
    vscode.l10n.t('Review First'),
  );
  if (answer !== deploy) throw new vscode.CancellationError();
}

/** Nothing that executes code is loaded before a person has seen where it is from. @throws CancellationError unless they say yes */
async function confirmCode({ model, version }: ReleasePreview, code: CodeOrigin): Promise<true> {
  const allow = vscode.l10n.t('Allow and Deploy');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Load {0} {1}? That executes the code in its files.', model, version),
    {
      modal: true,
      detail: [
        vscode.l10n.t('Kind: {0}', code.what),
        ...code.origin,
        '',
        vscode.l10n.t('Only allow what you would run yourself. The audit log keeps that you did.'),
      ].join('\n'),
    },
    allow,
  );
  if (answer === allow) return true;
  throw new vscode.CancellationError();
}

/** @throws CancellationError where it is given up */
async function askRefused(preview: ReleasePreview): Promise<'override' | 'evaluate'> {
  const override = vscode.l10n.t('Override…');
  const evaluate = vscode.l10n.t('Evaluate Gates');
  const { message, detail } = refusedQuestion(preview);
  const isUnproven = preview.gates !== null && preview.gates.evidenceProblem !== null;
  const answer = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail },
    ...(isUnproven ? [evaluate] : []),
    override,
  );
  if (answer === evaluate) return 'evaluate';
  if (answer === override) return 'override';
  throw new vscode.CancellationError();
}

/** The reason is the second confirmation: it is what the audit log keeps. */
async function askForReason(preview: ReleasePreview): Promise<string> {
  const gates = blockingGates(preview)
    .map(({ name }) => name)
    .join(', ');
  const reason = await askForText({
    title: vscode.l10n.t(
      'Deploy {0} {1} to {2} against its gates',
      preview.model,
      preview.version,
      preview.target,
    ),
    prompt: vscode.l10n.t(
      'Why {0} may be passed over. The revision and the audit log keep it. Enter deploys.',
      gates,
    ),
    problemOf: (value) =>
      value.trim().length < shortestReason
        ? vscode.l10n.t('Say why, in at least {0} characters.', shortestReason)
        : null,
  });
  if (reason === undefined) throw new vscode.CancellationError();
  return reason;
}

async function evaluateGates(
  { host }: Deployments,
  runner: RunnerConnection,
  { model, version }: AskedRelease,
): Promise<void> {
  const folder = runner.folder.uri;
  await followOperation(host, runner, {
    kind: 'gates',
    title: vscode.l10n.t('Evaluating the gates of {0} {1}', model, version),
    start: async () =>
      runner.request('gates/evaluate', {
        model,
        version,
        fresh: false,
        context: await startContext(folder, folder.fsPath),
      }),
  });
}

function documentName({ model, version, target }: AskedRelease): string {
  return `${vscode.l10n.t('Deploy {0} {1} to {2}', model, version, target)}.md`;
}
