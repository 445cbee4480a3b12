import { relative, sep } from 'node:path';
import { DidChangeWatchedFilesNotification, WatchKind } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { SessionCore } from './session-core.ts';

/** What comes and goes anywhere may be a dependency; what changes matters only where it is read. */
const watchers = [
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
  {
    globPattern: '**/*.{yaml,yml,json,toml,py,dvc,lock,onnx,csv,tsv,parquet,jsonl,ndjson}',
    kind: WatchKind.Change,
  },
  { globPattern: '**/.{gitignore,dvcignore}', kind: WatchKind.Change },
];

/** Keeps the folders up to date with their disk: by what the client tells, or by looking again where it cannot. */
export async function watchFiles(session: SessionCore): Promise<void> {
  const { connection, clientCapabilities, folders } = session;
  connection.onDidChangeWatchedFiles(({ changes }) =>
    takeChanges(
      session,
      changes.map(({ uri }) => uri),
    ),
  );
  if (clientCapabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) {
    folders.becomeUntold();
    return;
  }
  try {
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  } catch {
    folders.becomeUntold();
  }
}

function takeChanges({ folders, changes }: SessionCore, uris: readonly string[]): void {
  const paths = uris
    .map((uri) => URI.parse(uri))
    .flatMap(({ scheme, fsPath }) => (scheme === 'file' ? [fsPath] : []));
  for (const { folder, files } of folders.all()) {
    const locations = paths
      .map((path) => relative(folder.root, path).split(sep).join('/'))
      .filter((location) => location !== '' && !location.startsWith('../'));
    if (locations.length === 0) continue;
    files.changed(locations);
    folder.forget(locations);
  }
  changes.tell('surroundings');
}
