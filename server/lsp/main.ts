import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { requests } from './requests.ts';
import { Session } from './session.ts';

/** The language server, over whatever its arguments name: `--stdio`, `--node-ipc`, `--socket=N`. */
function main(): void {
  const connection = createConnection(ProposedFeatures.all);
  new Session(connection).start(requests);
  connection.listen();
}

main();
