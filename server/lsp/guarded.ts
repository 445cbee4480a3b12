import { LSPErrorCodes, type ProtocolConnection, ResponseError } from 'vscode-languageserver';

type Handler = (...args: unknown[]) => unknown;
type OnMessage = (type: string | { method: string }, handler: Handler) => unknown;

/** Requests whose failure the other end must hear of. */
const passedOn = new Set(['initialize', 'shutdown', 'textDocument/diagnostic', 'workspace/diagnostic']);

/**
 * A connection on which a handler that throws is told of once in the log and answers nothing, so that all else goes on, and on
 * which a request that was cancelled before its turn is not worked on.
 */
export function guarded(connection: ProtocolConnection, tell: (text: string) => void): ProtocolConnection {
  const told = new Set<string>();
  const fail = (method: string, error: unknown, params: unknown): null => {
    if (error instanceof ResponseError) throw error;
    const uri = uriOf(params);
    const where = uri === null ? '' : ` for ${uri}`;
    const text = `${method} failed${where}: ${error instanceof Error ? error.stack : String(error)}`;
    if (!told.has(text)) tell(text);
    told.add(text);
    if (passedOn.has(method)) throw error;
    return null;
  };
  const guard = (register: OnMessage): OnMessage => {
    return (type, handler) => {
      const method = typeof type === 'string' ? type : type.method;
      return register.call(connection, type, (...args) => {
        if (isCancelled(args.at(-1)))
          throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
        try {
          const result = handler(...args);
          return result instanceof Promise ? result.catch((error) => fail(method, error, args[0])) : result;
        } catch (error) {
          return fail(method, error, args[0]);
        }
      });
    };
  };
  return Object.create(connection, {
    onRequest: { value: guard(connection.onRequest as OnMessage) },
    onNotification: { value: guard(connection.onNotification as OnMessage) },
  });
}

function isCancelled(token: unknown): boolean {
  return (token as { isCancellationRequested?: boolean } | undefined)?.isCancellationRequested === true;
}

function uriOf(params: unknown): string | null {
  const document = (params as { textDocument?: { uri?: string } } | undefined)?.textDocument;
  return document?.uri ?? null;
}
