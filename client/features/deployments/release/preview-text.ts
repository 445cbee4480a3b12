import * as vscode from 'vscode';
import type { ReleasePreview } from '../../../../schemas/protocol/deployments.ts';
import type { GateResult, GateVerdict } from '../../../../schemas/protocol/gates.ts';

/** What a person sees of a release before confirming it, as Markdown that reads well as plain text. */
export function previewText(preview: ReleasePreview): string {
  const { model, version, target, digests } = preview;
  return [
    `# ${vscode.l10n.t('Deploy {0} {1} to {2}', model, version, target)}`,
    ...(preview.refusal === null
      ? []
      : ['', `**${vscode.l10n.t('It cannot be deployed:')}** ${preview.refusal}`]),
    '',
    liveSentence(preview),
    ...section(vscode.l10n.t('What differs from what is live'), differenceLines(preview)),
    ...section(vscode.l10n.t('Gates'), gateLines(preview)),
    ...section(
      vscode.l10n.t('Steps'),
      preview.steps.map((step, index) => `${index + 1}. ${step}`),
    ),
    ...section(vscode.l10n.t('Code'), codeLines(preview)),
    ...section(
      vscode.l10n.t('Notes'),
      preview.notes.map((note) => `- ${note}`),
    ),
    ...section(vscode.l10n.t('Exactly these files'), [
      `- ${vscode.l10n.t('Model: {0}', `sha256 ${digests.model}`)}`,
      `- ${vscode.l10n.t('Manifest: {0}', `sha256 ${digests.manifest}`)}`,
      ...(digests.data === null
        ? []
        : [`- ${vscode.l10n.t('Evaluation data: {0}', `sha256 ${digests.data}`)}`]),
    ]),
    '',
  ].join('\n');
}

export function liveSentence({ live, target }: ReleasePreview): string {
  return live === null
    ? vscode.l10n.t('Nothing is live on {0}.', target)
    : vscode.l10n.t('It replaces {0} {1} (revision {2}).', live.model, live.version, live.revision);
}

/** `auc: 0.93 → 0.95`. */
export function differenceLine({ what, live, candidate }: ReleasePreview['differences'][number]): string {
  return `${what}: ${live ?? '–'} → ${candidate ?? '–'}`;
}

export function verdictWords(): Record<GateVerdict, string> {
  return {
    passed: vscode.l10n.t('passed'),
    failed: vscode.l10n.t('failed'),
    unknown: vscode.l10n.t('unknown'),
    skipped: vscode.l10n.t('skipped'),
  };
}

/** Those that stand in the way. */
export function blockingGates({ gates }: ReleasePreview): GateResult[] {
  return gates?.gates.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown') ?? [];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

/** Columns of one width, so that they can be compared at a glance. */
function differenceLines({ differences, live }: ReleasePreview): string[] {
  if (live === null || differences.length === 0) return [];
  const rows = [
    ['', vscode.l10n.t('live'), vscode.l10n.t('candidate')],
    ...differences.map((difference) => [
      difference.what,
      difference.live ?? '–',
      difference.candidate ?? '–',
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)];
}

function codeLines({ code }: ReleasePreview): string[] {
  if (code === null) return [];
  return [
    vscode.l10n.t('It is {0}: loading it executes the code in its files. You are asked before.', code.what),
    '',
    ...code.origin.map((line) => `- ${line}`),
  ];
}

function gateLines({ gates }: ReleasePreview): string[] {
  if (gates === null) return [vscode.l10n.t('The manifest declares none.')];
  return [
    ...(gates.evidenceProblem === null ? [] : [gates.evidenceProblem, '']),
    ...gates.gates.map(
      ({ name, expr, verdict, reason }) =>
        `- ${name} (\`${expr}\`): ${verdictWords()[verdict]}${reason === '' ? '' : `. ${reason}`}`,
    ),
  ];
}
