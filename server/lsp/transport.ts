import {
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
} from 'vscode-languageserver/node';
import { WholeMessageWriter } from './message-writer.ts';

/**
 * What a client reaches the server by, as its arguments name it: `--stdio`, `--node-ipc`, `--socket=N`, `--pipe=NAME`.
 * @throws Error that names them where there is none
 */
export function transportOf(args: readonly string[]): [MessageReader, MessageWriter] {
  const named = (name: string) => {
    const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
    return index < 0 ? null : (args[index]?.split('=')[1] ?? args[index + 1] ?? null);
  };
  if (args.includes('--node-ipc')) return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  if (args.includes('--stdio'))
    return [new StreamMessageReader(process.stdin), new WholeMessageWriter(process.stdout)];
  const port = named('--socket');
  if (port !== null) return createServerSocketTransport(Number(port));
  const pipe = named('--pipe');
  if (pipe !== null) return createServerPipeTransport(pipe);
  throw new Error('The language server needs --stdio, --node-ipc, --socket=PORT or --pipe=NAME.');
}
