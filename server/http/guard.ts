import type { IncomingMessage } from 'node:http';
import { RequestRefused } from './request-refused.ts';

/**
 * Keeps web pages out. A page in the user's browser can send requests to 127.0.0.1, so: the Host header must
 * name this server exactly (or a rebound DNS name would pass), no Origin header may be present (every browser
 * sends one with what a page could abuse), and a request that changes something must say that it is JSON
 * (which a page cannot without a preflight that is never answered).
 */
export function refuseBrowsers(request: IncomingMessage): void {
  const port = request.socket.localPort;
  const host = request.headers.host;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    throw new RequestRefused(403, `Host ${JSON.stringify(host ?? '')} is not this server.`);
  }
  refuseWebPages(request);
}

/** Under whatever name: for a server whose clients must show what no page has. */
export function refuseWebPages(request: IncomingMessage): void {
  if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined) {
    throw new RequestRefused(403, 'Requests from web pages are not served.');
  }
}

export function requireJson(request: IncomingMessage): void {
  const type = request.headers['content-type'];
  if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) {
    throw new RequestRefused(
      400,
      `Bad Request. Content-Type must be one of ['application/json'], got ${type === undefined ? 'none' : JSON.stringify(type)}.`,
    );
  }
}
