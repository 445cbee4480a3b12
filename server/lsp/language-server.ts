import { connectionOver } from './connection.ts';
import { HeapTrimmer } from './heap-trimmer.ts';
import { requests } from './requests.ts';
import { Session } from './session.ts';
import { transportOf } from './transport.ts';

/** The language server, over whatever its arguments name. */
export function runLanguageServer(args: string[]): void {
  const [reader, writer] = transportOf(args);
  const connection = connectionOver(reader, writer, (code) => process.exit(code));
  const session = new Session(connection);
  const heap = new HeapTrimmer();
  session.changes.on(() => heap.changed());
  session.start(requests);
  connection.listen();
}
