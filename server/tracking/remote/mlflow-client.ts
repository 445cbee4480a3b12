import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrackerInfo } from '../../../schemas/protocol/tracking.ts';
import { TrackingError } from '../tracker.ts';
import type { Call, MlflowServer } from './mlflow-call.ts';
import { errorOfResponse, isTransient, unreachable } from './mlflow-errors.ts';

const attempts = 4;
const firstBackOffMs = 250;
const longestBackOffMs = 60_000;
const answerTimeoutMs = 30_000;

/**
 * HTTP to one MLflow server: authentication, retries with back-off, time limits, cancellation. Rejects with
 * `TrackingError`. While the server is away, requests are refused at once and one a back-off period tries again.
 */
export class MlflowClient {
  readonly server: MlflowServer;
  /** The state is another now. */
  onState: () => void = () => undefined;
  #state: Pick<TrackerInfo, 'state' | 'detail'> = { state: 'ready', detail: '' };
  #refusals = 0;
  #closedUntil = 0;

  constructor(server: MlflowServer) {
    this.server = server;
  }

  get state(): Pick<TrackerInfo, 'state' | 'detail'> {
    return this.server.needsToken && this.server.token() === null
      ? { state: 'waiting-for-credentials', detail: `${this.server.name} needs a token` }
      : this.#state;
  }

  /** Forget what failed before: a token has come, or a person asked to try again. */
  reset(): void {
    this.#closedUntil = 0;
    this.#refusals = 0;
    this.#become({ state: 'ready', detail: '' });
  }

  /** The parsed JSON answer. */
  async json(call: Call): Promise<unknown> {
    const response = await this.#send(call);
    const text = await response.text().catch((error: unknown) => {
      throw unreachable(this.server, error);
    });
    try {
      return JSON.parse(text === '' ? '{}' : text);
    } catch {
      throw new TrackingError(
        'BAD_REQUEST',
        `${this.server.uri} answered ${call.path} with something that is not JSON (${text.slice(0, 80).trim()}…); is it the address of an MLflow server?`,
      );
    }
  }

  /** The answer's body as it arrives; the caller reads it to its end or destroys it. */
  async download(call: Call): Promise<{ body: Readable; size: number | null }> {
    const response = await this.#send(call);
    const length = response.headers.get('content-length');
    const encoded = response.headers.get('content-encoding');
    return {
      body: response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]),
      size: length !== null && encoded === null ? Number(length) : null,
    };
  }

  /** Streams a file up. Not retried here: `open` is called once. */
  async upload(path: string, open: () => Readable, size: number, signal?: AbortSignal): Promise<void> {
    this.#refuseWhereHopeless();
    // A variable, for the DOM's types of `fetch` know neither `duplex` nor Node's streams.
    const request = {
      method: 'PUT',
      headers: {
        ...this.#headers(),
        'content-type': 'application/octet-stream',
        'content-length': String(size),
      },
      body: Readable.toWeb(open()) as unknown as globalThis.ReadableStream<Uint8Array>,
      duplex: 'half' as const,
      signal: signal ?? null,
    };
    const response = await fetch(this.server.uri + path, request).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : unreachable(this.server, error);
    });
    if (!response.ok) throw await errorOfResponse(this.server, path, response);
    await response.body?.cancel();
  }

  async #send(call: Call): Promise<Response> {
    this.#refuseWhereHopeless();
    for (let attempt = 1; ; attempt++) {
      call.signal?.throwIfAborted();
      const outcome = await this.#attempt(call);
      if (outcome instanceof Response && outcome.ok) {
        this.reset();
        return outcome;
      }
      const error =
        outcome instanceof Response ? await errorOfResponse(this.server, call.path, outcome) : outcome;
      const again = outcome instanceof Response ? isTransient(outcome, call) : call.once !== true;
      if (!again || attempt === attempts) {
        this.#note(outcome instanceof Response ? outcome : null, error);
        throw error;
      }
      const wait = firstBackOffMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
      const asked = outcome instanceof Response ? Number(outcome.headers.get('retry-after')) * 1000 : 0;
      await sleep(
        Math.min(Math.max(wait, asked || 0), 10_000),
        undefined,
        call.signal ? { signal: call.signal } : {},
      );
    }
  }

  async #attempt(call: Call): Promise<Response | TrackingError> {
    const limit = AbortSignal.timeout(answerTimeoutMs);
    // The limit is for the answer to begin; a long body is watched by its reader.
    const controller = new AbortController();
    const abort = () => controller.abort(call.signal?.aborted ? call.signal.reason : limit.reason);
    limit.addEventListener('abort', abort);
    call.signal?.addEventListener('abort', abort);
    try {
      return await fetch(urlOf(this.server.uri, call), {
        method: call.method,
        headers: {
          ...this.#headers(),
          ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: call.json === undefined ? null : JSON.stringify(call.json),
        signal: controller.signal,
      });
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      return unreachable(
        this.server,
        limit.aborted ? new Error(`no answer in ${answerTimeoutMs / 1000} s`) : error,
      );
    } finally {
      limit.removeEventListener('abort', abort);
    }
  }

  #headers(): Record<string, string> {
    const token = this.server.token();
    if (token === null) return {};
    const { username } = this.server;
    return {
      authorization:
        username === null
          ? `Bearer ${token}`
          : `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`,
    };
  }

  #refuseWhereHopeless(): void {
    const { state, detail } = this.state;
    if (state === 'waiting-for-credentials' && this.server.token() === null)
      throw new TrackingError('PERMISSION_DENIED', detail);
    if (Date.now() < this.#closedUntil) throw new TrackingError('TEMPORARILY_UNAVAILABLE', detail);
    // One request finds out whether the server is back; the others meanwhile go on being refused.
    if (this.#refusals > 0) this.#closedUntil = Date.now() + answerTimeoutMs;
  }

  #note(response: Response | null, error: TrackingError): void {
    if (response === null || response.status === 502 || response.status === 503 || response.status === 504) {
      this.#closedUntil = Date.now() + Math.min(2_000 * 2 ** this.#refusals, longestBackOffMs);
      this.#refusals += 1;
      this.#become({ state: 'offline', detail: error.message });
      return;
    }
    this.#refusals = 0;
    this.#closedUntil = 0;
    this.#become(
      response.status === 401
        ? { state: 'waiting-for-credentials', detail: error.message }
        : { state: 'ready', detail: '' },
    );
  }

  #become(state: Pick<TrackerInfo, 'state' | 'detail'>): void {
    const changed = state.state !== this.#state.state;
    this.#state = state;
    if (changed) this.onState();
  }
}

function urlOf(base: string, call: Call): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(call.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) query.append(key, String(item));
    }
  }
  return `${base}${call.path}${query.size ? `?${query}` : ''}`;
}
