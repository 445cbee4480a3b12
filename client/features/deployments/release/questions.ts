import * as vscode from 'vscode';
import type { ReleasePreview, TargetView } from '../../../../schemas/protocol/deployments.ts';
import { destinationInWords, modelInWords } from '../words.ts';
import { blockingGates, differenceLine, liveSentence, verdictWords } from './preview-text.ts';

/** A question of a dialog: a sentence, and what belongs to it. */
export interface Question {
  message: string;
  detail: string;
}

const mostDifferences = 6;

/** Before a release: what it replaces, what differs most, what is done. */
export function question(preview: ReleasePreview): Question {
  const { model, version, target, gates, steps, notes, differences, live } = preview;
  const passed = gates?.gates.filter(({ verdict }) => verdict === 'passed').length ?? 0;
  const shown = live === null ? [] : differences.slice(0, mostDifferences);
  const hidden = live === null ? 0 : differences.length - shown.length;
  return {
    message: vscode.l10n.t('Deploy {0} {1} to {2}?', model, version, target),
    detail: paragraphs([
      [
        liveSentence(preview),
        gates === null
          ? vscode.l10n.t('Its manifest declares no gates.')
          : vscode.l10n.t('Its gates passed ({0} of {1}).', passed, gates.gates.length),
      ].join(' '),
      [...shown.map(differenceLine), ...(hidden > 0 ? [vscode.l10n.t('and {0} more', hidden)] : [])].join(
        '\n',
      ),
      steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
      notes.join('\n'),
    ]),
  };
}

/** Where gates stand in the way. */
export function refusedQuestion(preview: ReleasePreview): Question {
  const { model, version, target, gates } = preview;
  return {
    message: vscode.l10n.t('{0} {1} may not go to {2}: its gates did not pass.', model, version, target),
    detail: paragraphs([
      gates?.evidenceProblem ?? '',
      blockingGates(preview)
        .map(({ name, verdict, reason }) => `${name}: ${verdictWords()[verdict]}. ${reason}`.trim())
        .join('\n'),
      vscode.l10n.t('Overriding needs a reason, which the revision and the audit log keep.'),
    ]),
  };
}

/** Before going back; `to` null: nothing is left, the target goes offline. */
export function rollbackQuestion(target: TargetView, to: number | null): Question {
  const live = target.revisions.find(({ number }) => number === target.live);
  const chosen = target.revisions.find(({ number }) => number === to);
  const liveName = live === undefined ? target.name : modelInWords(live);
  const marked =
    live === undefined
      ? ''
      : vscode.l10n.t(
          '{0} is marked bad, so that rolling back once more goes further back.',
          destinationInWords(target, live.number),
        );
  const delay = target.rollbackDelay ?? vscode.l10n.t('It takes effect at once and loses no request.');
  if (to === null)
    return {
      message: vscode.l10n.t('Take {0} offline on {1}?', liveName, target.name),
      detail: paragraphs([
        vscode.l10n.t(
          'No earlier revision was healthy: requests are refused until a model is deployed again.',
        ),
        marked,
      ]),
    };
  return {
    message: vscode.l10n.t('Roll {0} back to {1}?', target.name, destinationInWords(target, to)),
    detail: paragraphs([
      chosen?.standing === 'bad' || chosen?.standing === 'failed'
        ? vscode.l10n.t('Mind: this revision was not healthy itself.')
        : '',
      [marked, delay].filter(Boolean).join(' '),
    ]),
  };
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
