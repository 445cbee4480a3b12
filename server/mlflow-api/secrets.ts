import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** Whose request it is: that of an execution, or of anyone who has the workspace's own URI. */
export type RequestContext = { executionId: string; preparedRunId: string } | 'workspace';

interface Expectation {
  arrived: Promise<void>;
  arrive: () => void;
  patienceMs: number;
}

/**
 * Path secrets and what they open. Looked up by a keyed hash, so that the time an answer takes says nothing
 * about how much of a guess was right.
 */
export class SecretTable {
  readonly #key = randomBytes(32);
  readonly #contexts = new Map<string, RequestContext>();
  readonly #expected = new Map<string, Expectation>();

  add(secret: string, context: RequestContext): void {
    const digest = this.#digest(secret);
    this.#contexts.set(digest, context);
    this.#expected.get(digest)?.arrive();
    this.#expected.delete(digest);
  }

  /**
   * What this secret opens next is on its way: who asks waits for it, at most `patienceMs`. Where it has not come by
   * then, nobody waits any more, and what the secret opened before is what it opens.
   */
  expect(secret: string, patienceMs: number): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#expected.set(this.#digest(secret), { arrived: promise, arrive: resolve, patienceMs });
  }

  remove(secret: string): void {
    this.#contexts.delete(this.#digest(secret));
  }

  /** Null for what opens nothing. */
  async resolve(segment: string): Promise<RequestContext | null> {
    const digest = this.#digest(segment);
    const expected = this.#expected.get(digest);
    if (expected) {
      await Promise.race([expected.arrived, delay(expected.patienceMs, undefined, { ref: false })]);
      if (this.#expected.get(digest) === expected) this.#expected.delete(digest);
    }
    return this.#contexts.get(digest) ?? null;
  }

  #digest(secret: string): string {
    return createHmac('sha256', this.#key).update(secret).digest('base64');
  }
}
