import type { RunStatus } from '../../schemas/protocol/tracking.ts';
import type { StatusStrings } from '../../schemas/protocol/views/runs-table.ts';

export interface ShownStatus {
  text: string;
  /** Codicon. */
  icon: string;
  tone: 'busy' | 'muted' | 'ok' | 'bad';
}

/** A status in words and a shape; never by colour alone. */
export function shownStatus(status: RunStatus, strings: StatusStrings): ShownStatus {
  const shown: Record<RunStatus, ShownStatus> = {
    RUNNING: { text: strings.statusRunning, icon: 'play-circle', tone: 'busy' },
    SCHEDULED: { text: strings.statusScheduled, icon: 'clock', tone: 'muted' },
    FINISHED: { text: strings.statusFinished, icon: 'pass', tone: 'ok' },
    FAILED: { text: strings.statusFailed, icon: 'error', tone: 'bad' },
    KILLED: { text: strings.statusKilled, icon: 'circle-slash', tone: 'muted' },
  };
  return shown[status];
}
