import type { AuditChannel } from '../../../schemas/protocol/audit.ts';
import type { Store } from '../../store/store.ts';
import { type ReleaseRequest, requestText } from './release-request.ts';
import type { SignerRole } from './ssh-signatures.ts';

/** A request that no revision has used yet, and the last for its version. */
export interface OpenRequest {
  request: ReleaseRequest;
  /** As it is signed. */
  text: string;
  /** By which way it was asked for. */
  channel: AuditChannel;
}

export interface RequestSignature {
  role: SignerRole;
  principal: string;
  signature: string;
  /** User of the machine that the signature came by: `user@host`. */
  signedBy: string;
}

/** Requests and the signatures over them, in the store. */
export class RequestTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  transaction<T>(work: () => T): T {
    return this.#store.transaction(work);
  }

  /** Of each version the last request, where no revision has used that; the newest first. */
  waiting(target: string): OpenRequest[] {
    const rows = this.#store
      .all<{ text: string; channel: AuditChannel; state: string }>(
        'SELECT text, channel, state FROM release_requests WHERE target = ?',
        target,
      )
      .map((row) => ({ ...row, request: JSON.parse(row.text) as ReleaseRequest }))
      .sort((left, right) => Date.parse(right.request.createdAt) - Date.parse(left.request.createdAt));
    const seen = new Set<string>();
    return rows.flatMap(({ text, channel, state, request }) => {
      const version = JSON.stringify([request.model, request.version]);
      if (seen.has(version)) return [];
      seen.add(version);
      return state === 'used' ? [] : [{ text, channel, request }];
    });
  }

  /** The newest of its target from now on: any other there is `superseded`, and waits on unless it is for the same version. */
  add(request: ReleaseRequest, channel: AuditChannel): void {
    this.#store.run(
      "UPDATE release_requests SET state = 'superseded' WHERE target = ? AND state = 'open'",
      request.target,
    );
    this.#store.run(
      "INSERT INTO release_requests VALUES (?, ?, 'open', ?, ?)",
      request.nonce,
      request.target,
      requestText(request),
      channel,
    );
  }

  sign(nonce: string, { role, principal, signature, signedBy }: RequestSignature): void {
    this.#store.run(
      'INSERT OR REPLACE INTO release_signatures VALUES (?, ?, ?, ?, ?)',
      nonce,
      role,
      principal,
      signature,
      signedBy,
    );
  }

  signatures(nonce: string): RequestSignature[] {
    return this.#store
      .all<{ role: SignerRole; principal: string; signature: string; signed_by: string }>(
        'SELECT role, principal, signature, signed_by FROM release_signatures WHERE nonce = ? ORDER BY principal',
        nonce,
      )
      .map(({ signed_by: signedBy, ...signature }) => ({ ...signature, signedBy }));
  }
}
