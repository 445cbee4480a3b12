import type { AuditChannel } from '../../../schemas/protocol/audit.ts';
import type { Store } from '../../store/store.ts';
import { type ReleaseRequest, requestText } from './release-request.ts';
import type { SignerRole } from './ssh-signatures.ts';

/** A request that no revision has used yet. */
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

  open(target: string): OpenRequest | null {
    const row = this.#store.get<{ text: string; channel: AuditChannel }>(
      "SELECT text, channel FROM release_requests WHERE target = ? AND state = 'open'",
      target,
    );
    return row ? { ...row, request: JSON.parse(row.text) as ReleaseRequest } : null;
  }

  /** In place of the one that was open for the target. */
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
