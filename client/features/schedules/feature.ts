import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { isNode } from './nodes.ts';
import { Schedules } from './schedules.ts';
import { registerSchedulesTree } from './schedules-tree.ts';
import { tellChanges } from './tell-changes.ts';

/** Pipelines of slipway.yaml that start by themselves: seeing, arming and running them. */
export const schedulesFeature: Feature = (host) => {
  const schedules = new Schedules(host);
  const run = () => import('./run-schedule.ts');
  return vscode.Disposable.from(
    schedules,
    registerSchedulesTree(schedules),
    tellChanges(host, schedules),
    registerCommands(host, {
      'slipway.armSchedule': async (passed) =>
        (await import('./arm-schedule.ts')).armSchedule(host, schedules, passed),
      'slipway.disarmSchedule': async (passed) =>
        (await import('./disarm-schedule.ts')).disarmSchedule(host, schedules, passed),
      'slipway.runSchedule': async (passed) => (await run()).runSchedule(host, schedules, passed),
      'slipway.runFiringAgain': async (passed) => (await run()).runFiringAgain(host, passed),
      'slipway.stopScheduledRun': async (passed) => (await run()).stopScheduledRun(host, passed),
      'slipway.openFiringRun': async (passed) => (await run()).openFiringRun(passed),
      'slipway.goToSchedule': goToSchedule,
    }),
  );
};

async function goToSchedule(passed: unknown): Promise<void> {
  if (!isNode(passed) || passed.kind !== 'schedule') return;
  const at = new vscode.Position(passed.schedule.line - 1, 0);
  const file = vscode.Uri.joinPath(vscode.Uri.parse(passed.folder), 'slipway.yaml');
  await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
}
