import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { type ReaderMethod, readerMethods } from '../../schemas/protocol/reader.ts';
import type { ParamsOf } from '../../schemas/protocol/rpc.ts';
import type { Answers } from '../rpc/answers.ts';
import { asResponseError, errorResponse } from '../rpc/response-error.ts';
import { Reader } from './reader.ts';

const hint = 'The log of the Slipway output channel has more.';

/**
 * Answers the questions of one window about a folder that its user does not trust, and ends with it. It writes nothing
 * in the folder, opens no port, and starts nothing.
 */
function main(): void {
  const { values } = parseArgs({ options: { workspace: { type: 'string' } } });
  let reader: Reader | null = null;
  // Opened by the first question, so that a store that is not ours is told of as its answer.
  const answers = (): Answers<ReaderMethod> => {
    reader ??= new Reader(resolve(values.workspace ?? '.'));
    return reader.answers();
  };
  const connection = createMessageConnection(
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  const serve = <M extends ReaderMethod>(method: M) =>
    connection.onRequest(method, async (params: ParamsOf<M>) => {
      try {
        return await answers()[method](params);
      } catch (error) {
        return asResponseError(error, hint);
      }
    });
  for (const method of readerMethods) serve(method);
  connection.onRequest((method) =>
    errorResponse(`${method} is not answered for a folder that is not trusted: it may only be read.`, {
      code: 'SLW-READER-REFUSED',
      hint: 'Trust the folder to run and change things in it.',
    }),
  );
  const end = () => {
    reader?.close();
    process.exit(0);
  };
  connection.onClose(end);
  process.stdin.once('end', end);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  connection.listen();
}

main();
