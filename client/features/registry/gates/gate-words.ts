import * as vscode from 'vscode';
import type { GateReport, GateResult, GateValue, GateVerdict } from '../../../../schemas/protocol/gates.ts';
import { countVerdicts } from './count-verdicts.ts';

export interface VerdictLook {
  /** Codicon's name. */
  icon: string;
  /** Of the theme. */
  color: string;
}

export const verdictLooks: Record<GateVerdict, VerdictLook> = {
  passed: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  unknown: { icon: 'question', color: 'testing.iconErrored' },
  skipped: { icon: 'circle-slash', color: 'testing.iconSkipped' },
};

export function reportLook({ verdict }: GateReport): VerdictLook {
  return verdictLooks[verdict === 'passed' ? 'passed' : 'failed'];
}

export function verdictInWords(verdict: GateVerdict): string {
  const words: Record<GateVerdict, string> = {
    passed: vscode.l10n.t('passed'),
    failed: vscode.l10n.t('failed'),
    unknown: vscode.l10n.t('unknown'),
    skipped: vscode.l10n.t('does not count'),
  };
  return words[verdict];
}

/** `all 5 passed`, `3 of 5 passed · 1 failed · 1 unknown`; what does not count is not counted. */
export function reportInWords({ gates }: GateReport): string {
  const { passed, failed, unknown, counted } = countVerdicts(gates);
  if (counted === 0) return vscode.l10n.t('none counts');
  if (passed === counted) return vscode.l10n.t('all {0} passed', counted);
  return [
    vscode.l10n.t('{0} of {1} passed', passed, counted),
    failed > 0 ? vscode.l10n.t('{0} failed', failed) : '',
    unknown > 0 ? vscode.l10n.t('{0} unknown', unknown) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Beside other words: `gates 3 of 5`. */
export function reportInShort({ gates }: GateReport): string {
  const { passed, counted } = countVerdicts(gates);
  return vscode.l10n.t('gates {0} of {1}', passed, counted);
}

/** `auc = 0.91, champion.auc = missing`. */
export function valuesInWords({ values }: Pick<GateResult, 'values'>, separator = ', '): string {
  return values.map(({ name, value }) => `${name} = ${valueInWords(value)}`).join(separator);
}

function valueInWords(value: GateValue['value']): string {
  if (value === null) return vscode.l10n.t('missing');
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);
}
