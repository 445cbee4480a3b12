import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { MessageConnection } from 'vscode-jsonrpc';
import { type ReaderMethod, readerMethods } from '../../../schemas/protocol/reader.ts';
import type { RequestName } from '../../../schemas/protocol/rpc.ts';
import { userEnvironment } from '../user-environment.ts';

export function isRead(method: RequestName): method is ReaderMethod {
  return (readerMethods as readonly RequestName[]).includes(method);
}

/**
 * Starts the reader of a folder that is not trusted. It runs from the extension's own folder, for it ends with the
 * window, and not in the untrusted one.
 * @param program Absolute path of `dist/server/reader.cjs`.
 */
export async function openReader(
  program: string,
  folder: string,
  log: (line: string) => void,
): Promise<MessageConnection> {
  const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = await import(
    'vscode-jsonrpc/node'
  );
  const child = spawn(process.execPath, [program, '--workspace', folder], {
    cwd: dirname(program),
    env: { ...userEnvironment(process.env), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // Its output closes with it, which ends the connection.
  child.once('error', (error) => log(error.message));
  child.stdin.on('error', (error) => log(error.message));
  child.stderr.setEncoding('utf8').on('data', log);
  const line = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  // It removes its copy of the store, and ends.
  line.onDispose(() => child.stdin.end());
  return line;
}
