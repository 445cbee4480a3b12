import * as vscode from 'vscode';
import { executeCommand } from '../../host/commands.ts';
import { followOperation } from '../../host/follow-operation.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { startContext } from '../../host/start/start-context.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { chooseSchedule } from './choose-schedule.ts';
import { isNode } from './nodes.ts';
import type { Schedules } from './schedules.ts';

/** Runs a schedule's pipeline now, armed or not. */
export async function runSchedule(host: Host, schedules: Schedules, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, schedule } = await chooseSchedule(host, schedules, passed, {
    title: vscode.l10n.t('Run Schedule Now'),
    placeHolder: vscode.l10n.t('The schedule to run, armed or not'),
    offers: ({ state }) => state !== 'broken',
  });
  await run(host, runner, schedule.name, null);
}

/** Runs what was missed or failed, with the same files. */
export async function runFiringAgain(host: Host, passed: unknown): Promise<void> {
  refuseUntrusted();
  if (!isNode(passed) || passed.kind !== 'firing') return;
  await run(host, host.runners.expect(passed.folder), passed.schedule, passed.firing.id);
}

async function run(host: Host, runner: RunnerConnection, name: string, firing: number | null): Promise<void> {
  const folder = runner.folder.uri;
  const context = await startContext(folder, folder.fsPath);
  const { stages } = await followOperation(host, runner, {
    kind: 'pipeline',
    title: vscode.l10n.t('Running {0}', name),
    start: () => runner.request('schedules/run', { name, firing, context }),
  });
  const failed = stages.filter(({ state }) => state === 'failed');
  if (failed.length > 0)
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} failed: {1}', name, failed.map((stage) => stage.name).join(', ')),
    );
}

export async function stopScheduledRun(host: Host, passed: unknown): Promise<void> {
  if (!isNode(passed) || passed.kind !== 'firing' || passed.firing.operation === null) return;
  await host.runners
    .expect(passed.folder)
    .request('operations/cancel', { operation: passed.firing.operation });
}

export async function openFiringRun(passed: unknown): Promise<void> {
  if (!isNode(passed) || passed.kind !== 'firing' || passed.firing.runId === null) return;
  await executeCommand('slipway.openRun', {
    folder: passed.folder,
    tracker: 'local',
    runId: passed.firing.runId,
  });
}
