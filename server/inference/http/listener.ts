import type { IncomingMessage, RequestListener, ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { InvalidRequest } from '../../oip/invalid-request.ts';
import type { Access } from '../access/access.ts';
import { decompress } from './decompress.ts';
import { readChunks } from './read-chunks.ts';
import { errorReply, send } from './reply.ts';
import { answer, type Call, type ServerState } from './routes.ts';

/** Whoever sends slower than this holds a connection for nothing. */
export const inferenceServerOptions: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 1_000,
  noDelay: true,
};

/** The Open Inference Protocol over node:http. Every refusal is a JSON object with `error`. */
export function inferenceListener(
  state: ServerState,
  access: Access,
  maxBytes: number,
  unexpected: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    serve(state, access, maxBytes, request).then(
      (reply) => send(request, response, reply),
      (error: unknown) => {
        if (!response.destroyed) send(request, response, errorReply(error, unexpected));
      },
    );
  };
}

async function serve(state: ServerState, access: Access, maxBytes: number, request: IncomingMessage) {
  access.admit(request);
  const call: Call = {
    method: request.method ?? 'GET',
    path: segmentsOf(request.url ?? '/'),
    headerLength: headerLengthOf(request),
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: async () => {
      const chunks = await readChunks(request, maxBytes);
      const encoding = request.headers['content-encoding'] ?? 'identity';
      return encoding === 'identity' ? chunks : decompress(chunks, encoding, maxBytes);
    },
  };
  return answer(state, call);
}

function segmentsOf(url: string): string[] {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  if (!path.includes('%')) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    throw new InvalidRequest('The path is not valid percent-encoding.');
  }
}

function headerLengthOf(request: IncomingMessage): number | null {
  const value = request.headers['inference-header-content-length'];
  if (value === undefined) return null;
  const text = String(value);
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidRequest(
    `Expected Inference-Header-Content-Length as a number of bytes, found ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

/** For what is not HTTP at all, or too slow, or too long: node:http has no response object then. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = brokenBecause(error.code);
  const body = JSON.stringify({ error: message });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function brokenBecause(code: string | undefined): [status: string, message: string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', 'The request did not arrive in time.'];
    case 'HPE_HEADER_OVERFLOW':
      return ['431 Request Header Fields Too Large', 'Expected headers of at most 16 KiB.'];
    default:
      return ['400 Bad Request', 'This is not a valid HTTP/1.1 request.'];
  }
}
