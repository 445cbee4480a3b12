import { connectionOver } from './connection.ts';
import { requests } from './requests.ts';
import { Session } from './session.ts';
import { transportOf } from './transport.ts';

/** The language server, over whatever its arguments name. */
function main(): void {
  const [reader, writer] = transportOf(process.argv.slice(2));
  const connection = connectionOver(reader, writer, (code) => process.exit(code));
  new Session(connection).start(requests);
  connection.listen();
}

main();
