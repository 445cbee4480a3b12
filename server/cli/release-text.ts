import type { ReleaseResult } from '../../schemas/protocol/deployments.ts';
import { exitCodes } from './command.ts';

/** What a release or a rollback came to, as the exit code. Giving up a release that is under way is what a rollback then means. */
export function releaseExit({ outcome }: ReleaseResult, asked: 'deploy' | 'rollback'): number {
  switch (outcome) {
    case 'live':
    case 'offline':
      return exitCodes.ok;
    case 'rolled-back':
      return asked === 'rollback' ? exitCodes.ok : exitCodes.rolledBack;
    case 'waiting-for-approval':
      return exitCodes.waiting;
    case 'aborted':
      return exitCodes.failed;
  }
}

/** What became of it, for a person. */
export function releaseText({
  target,
  model,
  version,
  revision,
  outcome,
  switchMs,
  reason,
  notes,
}: ReleaseResult): string {
  const what = `${model} ${version} (revision ${revision})`;
  const took = switchMs === null ? '' : `; the switch took ${switchMs.toFixed(1)} ms`;
  switch (outcome) {
    case 'live':
      return [`${what} is live at ${target}${took}.`, ...notes.map((note) => `Note: ${note}`)].join('\n');
    case 'offline':
      return `${target} is offline: there was nothing to go back to${took}.`;
    case 'rolled-back':
      return `${what} went back by itself, and what was live at ${target} stays live: ${reason}.`;
    case 'waiting-for-approval':
      return `${model} ${version} at ${target} waits for approval: ${reason}`;
    case 'aborted':
      return `Nothing changed at ${target}: ${reason}`;
  }
}
