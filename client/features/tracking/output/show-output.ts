import * as vscode from 'vscode';
import { runTags } from '../../../../schemas/protocol/tracking.ts';
import { runFor } from '../pick-runs.ts';
import type { Tracking } from '../tracking.ts';
import { openOutput } from './open-output.ts';

export async function showOutput(tracking: Tracking, args: unknown[]): Promise<void> {
  const ref = await runFor(tracking, args, {
    title: vscode.l10n.t('Show Output'),
    fits: (run) => runTags.execution in run.tags,
  });
  const run = await tracking.readRun(ref);
  await openOutput(tracking, ref, { name: run.info.runName, focus: true });
}
