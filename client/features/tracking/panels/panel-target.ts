import type { PanelTarget } from '../../../../schemas/protocol/views/messages.ts';
import type { RunRef } from '../../../host/run-ref.ts';

/** The runs of one folder and tracker: those of the first. `refs` has one at least. */
export function targetOf(refs: readonly RunRef[]): PanelTarget & { runIds: string[] } {
  const first = refs[0];
  if (first === undefined) throw new RangeError('A panel needs a run to show.');
  const { folder, tracker } = first;
  const same = refs.filter((ref) => ref.folder === folder && ref.tracker === tracker);
  return { folder, tracker, runIds: [...new Set(same.map((ref) => ref.runId))] };
}

export function refsOf({ folder, tracker }: PanelTarget, runIds: readonly string[]): RunRef[] {
  return runIds.map((runId) => ({ folder, tracker, runId }));
}
