import { setImmediate, setTimeout } from 'node:timers/promises';
import type {
  CancellationToken,
  ResultProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDiagnosticReportPartialResult,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { nothingWrong, type Report } from '../problems.ts';
import type { Session } from '../session.ts';

const sliceMs = 15;
/** Who types is told of other documents once there is a pause. */
export const pauseMs = 200;

export interface DocumentReport extends Report {
  uri: string;
}

/** The problems of every manifest, open or not, a few at a time: others get their turns between them. */
export async function* allReports(session: Session): AsyncGenerator<DocumentReport[]> {
  const { folders, problems } = session;
  let until = performance.now() + sliceMs;
  let slice: DocumentReport[] = [];
  const seen = new Set<string>();
  for (const { folder } of folders.all()) {
    const locations = folders.isOfWorkspace(folder)
      ? folder.documents().map(({ location }) => location)
      : folder.openDocuments().map(({ location }) => location);
    for (const location of locations) {
      const uri = folders.uriOf(folder, location);
      const found = session.find(uri);
      // A file of a folder in a folder is told of once, by the inner one.
      if (!found || found.folder !== folder || seen.has(uri)) continue;
      seen.add(uri);
      slice.push({ uri, ...problems.report(found) });
      if (performance.now() < until) continue;
      yield slice;
      slice = [];
      await setImmediate();
      until = performance.now() + sliceMs;
    }
  }
  yield slice;
}

/**
 * Answers a client's question for the problems of the whole workspace: held open, each document told of when its problems have
 * changed. A client that takes no partial results gets an answer at the first change.
 */
export async function reportWorkspace(
  session: Session,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
  progress: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
): Promise<WorkspaceDiagnosticReport> {
  const { changes, texts } = session;
  const told = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  const tell = (report: DocumentReport): WorkspaceDocumentDiagnosticReport[] => {
    if ((told.get(report.uri) ?? nothingWrong) === report.resultId) return [];
    told.set(report.uri, report.resultId);
    return [{ ...report, kind: 'full', version: texts.get(report.uri)?.version ?? null }];
  };
  await session.ready;
  while (!token.isCancellationRequested && !changes.hasEnded) {
    const { epoch } = changes;
    const present = new Set<string>();
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    const send = (more: WorkspaceDocumentDiagnosticReport[]) => {
      if (more.length === 0) return;
      if (progress) progress.report({ items: more });
      else items.push(...more);
    };
    for await (const slice of allReports(session)) {
      if (token.isCancellationRequested) break;
      for (const { uri } of slice) present.add(uri);
      send(slice.flatMap(tell));
    }
    if (!token.isCancellationRequested) {
      const gone = [...told.keys()].filter((uri) => !present.has(uri));
      send(gone.flatMap((uri) => tell({ uri, resultId: nothingWrong, items: [] })));
    }
    if (items.length > 0) return { items };
    await changes.after(epoch, token);
    if (!token.isCancellationRequested && !changes.hasEnded) await pause(session, token);
  }
  return { items: [] };
}

/** Resolves once nothing has changed for a moment. */
async function pause({ changes }: Session, token: CancellationToken): Promise<void> {
  for (let before = -1; before !== changes.epoch && !token.isCancellationRequested; ) {
    before = changes.epoch;
    await setTimeout(pauseMs);
  }
}
