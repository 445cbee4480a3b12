import type { ProtocolRequestType0 } from 'vscode-languageserver/node';
import { pauseMs } from './diagnostics/workspace-reports.ts';
import type { SessionCore } from './session-core.ts';

/** What stands in one file depends on others, and on what a runner tells: the client is told to ask again once changes have ended. */
export function refreshAfterChanges(
  { changes, connection }: SessionCore,
  request: ProtocolRequestType0<void, void, void, void>,
): void {
  let pause: NodeJS.Timeout | null = null;
  changes.on(() => {
    if (pause) clearTimeout(pause);
    pause = changes.hasEnded ? null : setTimeout(() => void connection.sendRequest(request), pauseMs);
  });
}
