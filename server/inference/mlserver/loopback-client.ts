import { Agent, type ClientRequest, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  text: string;
}

/** Less than Uvicorn keeps a connection that nobody uses. */
const idleMs = 3_000;

/** Requests to a server on this machine, over connections that are used again. */
export class LoopbackClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, timeout: idleMs, maxFreeSockets: 1 });

  constructor(port: number) {
    this.#port = port;
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path, '');
  }

  /** @param body JSON */
  post(path: string, body: string): Promise<Answer> {
    return this.#send('POST', path, body);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(method: string, path: string, body: string): Promise<Answer> {
    const sent = this.#begin(method, path, body);
    try {
      return await answerTo(sent);
    } catch (error) {
      // The server had closed it while nobody used it.
      const isStale = sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      if (!isStale) throw error;
      return answerTo(this.#begin(method, path, body));
    }
  }

  #begin(method: string, path: string, body: string): ClientRequest {
    const headers = body === '' ? {} : { 'Content-Type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port: this.#port, method, path, headers, agent: this.#agent });
    sent.end(body);
    return sent;
  }
}

function answerTo(sent: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, text: body }), reject);
    });
  });
}
