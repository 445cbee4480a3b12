/** A run as commands, trees and panels name it to one another. */
export interface RunRef {
  /** URI of its workspace folder, as text. */
  folder: string;
  /** Name in slipway.yaml; empty for the folder's own choice. */
  tracker: string;
  runId: string;
}

function isRunRef(value: unknown): value is RunRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    'folder' in value &&
    typeof value.folder === 'string' &&
    'tracker' in value &&
    typeof value.tracker === 'string' &&
    'runId' in value &&
    typeof value.runId === 'string'
  );
}

/** A tree passes the row and the selection; a panel passes a run or several. */
export function passedRuns(args: unknown[]): RunRef[] {
  const [first, selection] = args;
  const list = Array.isArray(selection) ? selection : Array.isArray(first) ? first : [first];
  return list.filter(isRunRef).map(({ folder, tracker, runId }) => ({ folder, tracker, runId }));
}
