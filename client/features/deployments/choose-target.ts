import * as vscode from 'vscode';
import type { TargetView } from '../../../schemas/protocol/deployments.ts';
import { ClientError } from '../../host/errors.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import type { Deployments } from './deployments.ts';
import { isNode } from './nodes.ts';
import { modelInWords, stateWords } from './words.ts';

export interface ChosenTarget {
  runner: RunnerConnection;
  target: TargetView;
}

interface Choice {
  title: string;
  /** Which of them it makes sense for. */
  offers: (target: TargetView) => boolean;
}

/**
 * The target that a row passed, as it is known now, or the only one, or that a person picks.
 * @throws ClientError `SLW-CLIENT-NO-TARGET` where there is none to pick; CancellationError where none is picked
 */
export async function chooseTarget(
  deployments: Deployments,
  passed: unknown,
  { title, offers }: Choice,
): Promise<ChosenTarget> {
  if (isNode(passed) && passed.kind !== 'folder') {
    const runner = deployments.host.runners.expect(passed.folder);
    const { name } = passed.target;
    return { runner, target: deployments.of(runner).find((target) => target.name === name) ?? passed.target };
  }
  const { runners } = deployments;
  const items = runners.flatMap((runner) =>
    deployments
      .of(runner)
      .filter(offers)
      .map((target) => ({
        label: target.name,
        description: [liveInWords(target), runners.length > 1 ? runner.folder.name : '']
          .filter(Boolean)
          .join(' · '),
        runner,
        target,
      })),
  );
  const [only] = items;
  if (only === undefined)
    throw new ClientError(
      'SLW-CLIENT-NO-TARGET',
      vscode.l10n.t('There is no target for which that makes sense now.'),
      vscode.l10n.t('The Deployments view shows them all.'),
    );
  if (items.length === 1) return only;
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a target'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked;
}

/** `fraud 7 (revision 4)`, or why nothing is. */
export function liveInWords({ live, revisions, state }: TargetView): string {
  const revision = revisions.find(({ number }) => number === live);
  return revision === undefined
    ? stateWords()[state]
    : vscode.l10n.t('{0} (revision {1})', modelInWords(revision), revision.number);
}
