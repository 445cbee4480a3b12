import { nothingWrong } from '../problems.ts';
import type { Session } from '../session.ts';
import { allReports, pauseMs } from './workspace-reports.ts';

/** Tells a client that cannot ask: of the text that has changed at once, of all others when there is a pause. */
export function pushDiagnostics(session: Session): void {
  const { changes, texts, connection } = session;
  const told = new Map<string, string>();
  const send = (
    uri: string,
    resultId: string,
    diagnostics: Parameters<typeof connection.sendDiagnostics>[0]['diagnostics'],
  ) => {
    if ((told.get(uri) ?? nothingWrong) === resultId) return;
    told.set(uri, resultId);
    const version = texts.get(uri)?.version;
    void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  };
  const waiting = new Set<string>();
  const tellWaiting = () => {
    for (const uri of waiting) {
      const found = session.find(uri);
      const { resultId, items } = found
        ? session.problems.report(found)
        : { resultId: nothingWrong, items: [] };
      send(uri, resultId, items);
    }
    waiting.clear();
  };
  const tellAll = async () => {
    const { epoch } = changes;
    const present = new Set<string>();
    for await (const slice of allReports(session)) {
      if (changes.epoch !== epoch) return;
      for (const { uri, resultId, items } of slice) {
        present.add(uri);
        send(uri, resultId, items);
      }
    }
    for (const uri of told.keys()) if (!present.has(uri)) send(uri, nothingWrong, []);
  };
  let pause: NodeJS.Timeout | null = null;
  const onChange = () => {
    if (pause) clearTimeout(pause);
    pause = changes.hasEnded ? null : setTimeout(() => void session.ready.then(tellAll), pauseMs);
  };
  changes.on((change) => {
    if (change !== 'surroundings') {
      // Edits that have arrived together are looked at together.
      if (waiting.size === 0) setImmediate(() => void session.ready.then(tellWaiting));
      waiting.add(change.uri);
    }
    onChange();
  });
  onChange();
}
