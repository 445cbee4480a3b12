import { connect } from 'node:net';

export interface LoadRequest {
  port: number;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Load {
  perSecond: number;
  /** Milliseconds of each answer after the warm-up. */
  latencies: number[];
  /** Answers with another status than 200. */
  failures: number;
}

/** What came back for one request; times of `performance.now()`. */
export interface Answer {
  ok: boolean;
  body: string;
  sentAt: number;
  at: number;
}

/**
 * A closed loop: each of `connections` sends the next request when it has the answer to the last. Sockets with prepared bytes,
 * for an HTTP client would take more of the two cores than the server does.
 */
export async function load(
  request: LoadRequest,
  connections: number,
  { warmUpMs = 1_000, forMs = 4_000, onAnswer = null as ((answer: Answer) => void) | null } = {},
): Promise<Load> {
  const head = [
    `POST ${request.path} HTTP/1.1`,
    `Host: 127.0.0.1:${request.port}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${request.body.length}`,
  ].join('\r\n');
  const bytes = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), request.body]);
  const from = performance.now() + warmUpMs;
  const until = from + forMs;
  const latencies: number[] = [];
  let failures = 0;
  const loops = Array.from(
    { length: connections },
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ port: request.port, host: '127.0.0.1', noDelay: true });
        let sentAt = 0;
        let missing = -1;
        let received = '';
        let bodyAt = 0;
        let ok = true;
        const next = () => {
          sentAt = performance.now();
          if (sentAt >= until) {
            socket.destroy();
            resolve();
          } else socket.write(bytes);
        };
        socket.on('connect', next);
        socket.on('error', reject);
        socket.on('data', (chunk: Buffer) => {
          if (missing < 0) {
            received += chunk.toString('latin1');
            const end = received.indexOf('\r\n\r\n');
            if (end === -1) return;
            ok = received.startsWith('HTTP/1.1 200');
            if (!ok) failures++;
            bodyAt = end + 4;
            const length = Number(/content-length: *(\d+)/i.exec(received)?.[1]);
            missing = end + 4 + length - received.length;
          } else {
            missing -= chunk.length;
            if (onAnswer) received += chunk.toString('latin1');
          }
          if (missing > 0) return;
          const now = performance.now();
          if (sentAt >= from && now <= until) latencies.push(now - sentAt);
          onAnswer?.({ ok, body: received.slice(bodyAt), sentAt, at: now });
          received = '';
          missing = -1;
          next();
        });
      }),
  );
  await Promise.all(loops);
  return { perSecond: (latencies.length * 1000) / forMs, latencies, failures };
}
