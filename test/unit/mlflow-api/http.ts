import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { SlipwayApi } from '../../bed/slipway-api.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface Ask {
  method: string;
  /** As sent: nothing is encoded or normalised on the way. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** One request on a connection of its own, with exactly these bytes and headers. */
export function send(port: number, ask: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: ask.method,
        path: ask.path,
        headers: ask.headers ?? {},
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(ask.body);
  });
}

/** A JSON call of the REST API through a tracking URI; `path` is below `/api/2.0/mlflow/`. */
export async function call(
  trackingUri: string,
  method: string,
  path: string,
  body: object,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const { port, pathname } = new URL(trackingUri);
  const reply = await send(Number(port), {
    method,
    path: `${pathname}/api/2.0/mlflow/${path}`,
    ...(method === 'GET'
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: reply.status, json: JSON.parse(reply.text) as Record<string, unknown> };
}

export function pathOf(api: SlipwayApi, path: string): string {
  return `${new URL(api.trackingUri).pathname}/${path}`;
}
