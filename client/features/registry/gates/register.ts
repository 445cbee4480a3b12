import * as vscode from 'vscode';
import { registerCommands } from '../../../host/commands.ts';
import type { Models } from '../models.ts';
import { isNode } from '../nodes.ts';
import { GateLenses } from './gate-lenses.ts';
import type { GateReports } from './gate-reports.ts';
import { GateTests } from './gate-tests.ts';
import { ModelManifests } from './manifests.ts';

/** Gates of model manifests: their commands, lenses, and their place in the Test Explorer. */
export function registerGates(models: Models, reports: GateReports): vscode.Disposable {
  const { host } = models;
  const manifests = new ModelManifests(host);
  const evaluate = () => import('./evaluate-gates.ts');
  return vscode.Disposable.from(
    manifests,
    new GateLenses(host, reports, manifests),
    new GateTests(models, reports, manifests),
    registerCommands(host, {
      'slipway.evaluateGates': async (passed) => (await evaluate()).evaluateGates(models, passed),
      'slipway.showGateReport': async (passed) => (await evaluate()).showGateReport(models, passed),
      'slipway.goToGate': goToGate,
    }),
  );
}

async function goToGate(passed: unknown): Promise<void> {
  if (!isNode(passed) || passed.kind !== 'gate') return;
  const { folder, manifest, gate } = passed;
  const at = new vscode.Position(gate.line - 1, 0);
  const file = vscode.Uri.joinPath(vscode.Uri.parse(folder), manifest);
  await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
}
