import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestRefused } from '../../http/request-refused.ts';
import type { EncodedResponse } from '../../oip/infer-response.ts';
import { InvalidRequest } from '../../oip/invalid-request.ts';
import { InferenceError } from '../inference-error.ts';

export interface Reply {
  status: number;
  type: string;
  body: string;
  /** Behind the body. */
  binary: Uint8Array[];
  byteLength: number;
  headers: [string, string][];
}

export function jsonReply(value: object, status = 200): Reply {
  return textReply(JSON.stringify(value), 'application/json', status);
}

export function textReply(body: string, type: string, status = 200): Reply {
  return { status, type, body, binary: [], byteLength: Buffer.byteLength(body), headers: [] };
}

export function inferReply({ json, headerLength, binary, byteLength }: EncodedResponse): Reply {
  return {
    status: 200,
    type: headerLength === null ? 'application/json' : 'application/octet-stream',
    body: json,
    binary,
    byteLength,
    headers: headerLength === null ? [] : [['Inference-Header-Content-Length', String(headerLength)]],
  };
}

/** What `errorReply` answers with. */
export function statusOf(error: unknown): number {
  const known =
    error instanceof InvalidRequest || error instanceof RequestRefused || error instanceof InferenceError;
  return known ? error.status : 500;
}

/** In the protocol's form. What nobody foresaw is told to `unexpected`, and the client sees nothing of it. */
export function errorReply(error: unknown, unexpected: (error: unknown) => void): Reply {
  if (error instanceof InvalidRequest || error instanceof RequestRefused)
    return jsonReply({ error: error.message }, error.status);
  if (error instanceof InferenceError) {
    const reply = jsonReply({ error: error.message }, error.status);
    if (error.status === 401) reply.headers.push(['WWW-Authenticate', 'Bearer']);
    if (error.retryAfterS !== null) reply.headers.push(['Retry-After', String(error.retryAfterS)]);
    return reply;
  }
  unexpected(error);
  return jsonReply({ error: 'An internal error; the log of the server has its details.' }, 500);
}

const traceParent = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Where part of the request was not read, the connection ends with the answer. */
export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const headers = [
    'Content-Type',
    reply.type,
    'Content-Length',
    String(reply.byteLength),
    'X-Content-Type-Options',
    'nosniff',
  ];
  for (const header of reply.headers) headers.push(...header);
  const { traceparent } = request.headers;
  if (typeof traceparent === 'string' && traceParent.test(traceparent))
    headers.push('traceparent', traceparent);
  if (!request.complete) {
    headers.push('Connection', 'close');
    request.resume();
  }
  response.writeHead(reply.status, headers);
  if (reply.binary.length === 0) {
    response.end(reply.body);
    return;
  }
  response.cork();
  response.write(reply.body);
  for (const chunk of reply.binary) response.write(chunk);
  response.end();
  response.uncork();
}
