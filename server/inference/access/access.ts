import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AccessAlert } from '../../../schemas/protocol/inference.ts';
import { refuseBrowsers, refuseWebPages } from '../../http/guard.ts';
import { InferenceError } from '../inference-error.ts';
import { LockOut } from './lock-out.ts';
import { TokenBucket } from './token-bucket.ts';
import { hashOf, readTokenHashes } from './token-file.ts';

export interface AccessOptions {
  /** Null: no token is asked for. */
  tokenFile: string | null;
  /** Null: as many as come. */
  maxRequestsPerSecond: number | null;
}

/** A token that was added to the file or taken out of it counts so soon. */
const rereadMs = 1_000;
const openPaths = new Set(['/v2/health/live', '/v2/health/ready']);

/** Who may ask, and how often. Health is told to all. */
export class Access {
  readonly #options: AccessOptions;
  readonly #alert: (alert: AccessAlert) => void;
  readonly #lockOut = new LockOut();
  readonly #bucket: TokenBucket | null;
  #hashes: Buffer[] = [];
  #readAt: number;
  /** What keeps the file from being read; null: nothing does. */
  #fault: string | null = null;

  /** @throws UserError for a file that holds no hashes of tokens */
  constructor(options: AccessOptions, alert: (alert: AccessAlert) => void) {
    const now = performance.now();
    this.#options = options;
    this.#alert = alert;
    this.#bucket =
      options.maxRequestsPerSecond === null ? null : new TokenBucket(options.maxRequestsPerSecond, now);
    if (options.tokenFile !== null) this.#hashes = readTokenHashes(options.tokenFile);
    this.#readAt = now;
  }

  /** @throws RequestRefused for web pages; InferenceError with 401 for a wrong token, with 429 for too many requests */
  admit(request: IncomingMessage): void {
    const { tokenFile } = this.#options;
    // A web page that rebinds a name has no token, so any name of this machine will do where one is asked for.
    if (tokenFile === null) refuseBrowsers(request);
    else refuseWebPages(request);
    if (openPaths.has(request.url ?? '')) return;
    const now = performance.now();
    if (tokenFile !== null) this.#expectToken(request, tokenFile, now);
    const waitMs = this.#bucket?.take(now) ?? 0;
    if (waitMs > 0)
      throw new InferenceError(
        429,
        `Expected at most ${this.#options.maxRequestsPerSecond} requests a second.`,
        Math.ceil(waitMs / 1_000),
      );
  }

  #expectToken(request: IncomingMessage, tokenFile: string, now: number): void {
    const address = request.socket.remoteAddress ?? 'unknown';
    const lockedForMs = this.#lockOut.lockedForMs(address, now);
    if (lockedForMs > 0)
      throw new InferenceError(
        429,
        'Too many requests with a wrong token came from this address.',
        Math.ceil(lockedForMs / 1_000),
      );
    if (now - this.#readAt >= rereadMs) this.#reread(tokenFile, now);
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token !== undefined && this.#isValid(token)) return;
    if (this.#lockOut.failed(address, now))
      this.#alert({
        alert: 'locked-out',
        about: address,
        message: `${address} is locked out for a minute: too many requests with a wrong token, or none.`,
      });
    throw new InferenceError(
      401,
      `Expected a valid token as "Authorization: Bearer TOKEN", found ${token === undefined ? 'none' : 'another'}.`,
    );
  }

  #isValid(token: string): boolean {
    const hash = hashOf(token);
    // All of them, so that the time tells nothing.
    return this.#hashes.map((valid) => timingSafeEqual(valid, hash)).includes(true);
  }

  /** A file that can no longer be read admits nobody. */
  #reread(tokenFile: string, now: number): void {
    this.#readAt = now;
    try {
      this.#hashes = readTokenHashes(tokenFile);
      this.#fault = null;
    } catch (error) {
      this.#hashes = [];
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.#fault) this.#alert({ alert: 'token-file', about: tokenFile, message });
      this.#fault = message;
    }
  }
}
