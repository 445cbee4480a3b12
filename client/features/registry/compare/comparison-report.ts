import * as vscode from 'vscode';
import type {
  ComparedPart,
  VersionDetails,
  VersionDifference,
} from '../../../../schemas/protocol/registry.ts';
import type { ResultOf } from '../../../../schemas/protocol/rpc.ts';
import type { ModelReport, ReportCell } from '../../../../schemas/protocol/views/model-report.ts';
import { bytesInWords } from '../../../host/in-words.ts';
import { timeInWords } from '../words.ts';

/** Two versions side by side: what differs, and folded away what is the same. */
export function comparisonReport({ left, right, lines }: ResultOf<'registry/compare'>): ModelReport {
  const differing = lines.filter(({ differs }) => differs);
  const same = lines.filter(({ differs }) => !differs);
  const isOneModel = left.model === right.model;
  const columns = [
    vscode.l10n.t('What'),
    vscode.l10n.t('Name'),
    titleOf(left, isOneModel),
    titleOf(right, isOneModel),
    vscode.l10n.t('Change'),
  ];
  return {
    title: isOneModel
      ? vscode.l10n.t('{0}: versions {1} and {2}', left.model, left.version, right.version)
      : vscode.l10n.t('{0} and {1}', `${left.model} ${left.version}`, `${right.model} ${right.version}`),
    verdict: null,
    facts: [left, right].map((side) => ({ name: titleOf(side, isOneModel), value: subtitleOf(side) })),
    buttons: [{ id: 'swap', label: vscode.l10n.t('Swap Sides'), icon: 'arrow-swap' }],
    tables: [
      {
        title: vscode.l10n.t('Differences ({0})', differing.length),
        folded: false,
        stacks: false,
        columns,
        rows: differing.map(rowOf),
      },
      {
        title: vscode.l10n.t('The same in both ({0})', same.length),
        folded: true,
        stacks: false,
        columns: [...columns.slice(0, 2), vscode.l10n.t('Value')],
        rows: same.map((line) => rowOf(line).slice(0, 3)),
      },
    ],
    nothing: vscode.l10n.t('Nothing that is known of these versions differs.'),
  };
}

function titleOf({ model, version }: VersionDetails, isOneModel: boolean): string {
  return isOneModel ? vscode.l10n.t('Version {0}', version) : `${model} ${version}`;
}

function subtitleOf({ createdAt, aliases, lineage }: VersionDetails): string {
  const parts = [
    timeInWords(createdAt),
    lineage?.runName ?? '',
    aliases.map((alias) => `@${alias}`).join(' '),
  ];
  return parts.filter(Boolean).join(' · ');
}

function rowOf({ part, name, left, right, change }: VersionDifference): ReportCell[] {
  return [
    { text: partInWords(part), tone: 'muted' },
    { text: nameInWords(part, name), tone: 'plain' },
    valueCell(part, name, left),
    valueCell(part, name, right),
    { text: changeInWords(part, change), tone: 'muted', code: true },
  ];
}

function valueCell(part: ComparedPart, name: string, value: string | null): ReportCell {
  if (value === null) return { text: '–', tone: 'muted' };
  if (part === 'model' && name === 'bytes')
    return { text: bytesInWords(Number(value)), tone: 'plain', code: true };
  if (part === 'metric') return { text: significant(Number(value)), tone: 'plain', code: true };
  return { text: value, tone: 'plain', code: true };
}

function changeInWords(part: ComparedPart, change: number | null): string {
  if (change === null || change === 0) return '';
  const size = part === 'model' ? bytesInWords(Math.abs(change)) : significant(Math.abs(change));
  return `${change > 0 ? '+' : '−'}${size}`;
}

/** Five digits, as few characters as they need. */
function significant(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

function partInWords(part: ComparedPart): string {
  const words: Record<ComparedPart, string> = {
    metric: vscode.l10n.t('Metric'),
    param: vscode.l10n.t('Parameter'),
    data: vscode.l10n.t('Data'),
    model: vscode.l10n.t('Model'),
    code: vscode.l10n.t('Code'),
    tag: vscode.l10n.t('Tag'),
  };
  return words[part];
}

function nameInWords(part: ComparedPart, name: string): string {
  if (part !== 'model' && part !== 'code') return name;
  const words: Record<string, string> = {
    bytes: vscode.l10n.t('size'),
    files: vscode.l10n.t('files'),
    flavors: vscode.l10n.t('flavors'),
    inputs: vscode.l10n.t('inputs'),
    outputs: vscode.l10n.t('outputs'),
    commit: vscode.l10n.t('commit'),
    branch: vscode.l10n.t('branch'),
  };
  return words[name] ?? name;
}
