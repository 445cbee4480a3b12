import * as vscode from 'vscode';
import type {
  ModelReport,
  ModelReportContract,
  ModelReportTarget,
} from '../../../schemas/protocol/views/model-report.ts';
import { describeError } from '../../host/errors.ts';
import type { PanelKind } from '../../host/panels/panel-kind.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { comparisonReport } from './compare/comparison-report.ts';

/** Pages about models, which follow the runner's changes. */
export const modelReportPanel: PanelKind<ModelReportContract, ModelReportTarget> = {
  view: 'model-report',
  title: ({ left, right }) => vscode.l10n.t('Compare: {0}', `${refText(left)} ↔ ${refText(right)}`),
  options: (_host, opened, runner) => {
    let target = opened;
    return {
      strings: {},
      refreshOn: ['registry/changed'],
      state: async () => {
        try {
          return { target, report: await reportOf(runner, target), problem: null };
        } catch (error) {
          return { target, report: null, problem: describeError(error).message };
        }
      },
      act: ({ id }, view) => {
        if (id !== 'swap') return;
        target = { ...target, left: target.right, right: target.left };
        return view.refresh();
      },
    };
  },
};

async function reportOf(runner: RunnerConnection, { left, right }: ModelReportTarget): Promise<ModelReport> {
  return comparisonReport(await runner.request('registry/compare', { left, right }));
}

function refText({ model, version }: { model: string; version: string }): string {
  return `${model} ${version}`;
}
