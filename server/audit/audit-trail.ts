import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditVerification } from '../../schemas/protocol/audit.ts';
import { parseWorkspaceManifest } from '../manifests/workspace/parse-workspace-manifest.ts';
import type { AuditLog } from './audit-log.ts';
import { type AuditAnchor, verifyChain } from './verify-chain.ts';

const releases = new Set(['deploy.done', 'rollback.done']);

/** A folder's log together with what is kept of it elsewhere. */
export class AuditTrail {
  readonly log: AuditLog;
  readonly #folder: string;

  readonly #elsewhere: () => Promise<AuditAnchor[]>;

  /**
   * @param folder absolute, links resolved
   * @param elsewhere what is kept of the chain outside the folder's own repository
   */
  constructor(folder: string, log: AuditLog, elsewhere: () => Promise<AuditAnchor[]>) {
    this.#folder = folder;
    this.#elsewhere = elsewhere;
    this.log = log;
  }

  /** Anchors after each release from now on, and no more often: an anchor is a tag in the user's repository. */
  anchorReleases(onError: (error: unknown) => void): void {
    this.log.onAppend(({ action }) => {
      if (releases.has(action)) this.anchor().catch(onError);
    });
  }

  async verify(): Promise<AuditVerification> {
    const { auditPush } = this.#settings();
    const anchors = await this.#anchors();
    const elsewhere = await this.#elsewhere();
    const read = async (remote: string | null) =>
      verifyChain(this.log.rows(), [...(await anchors.read(remote)), ...elsewhere]);
    if (auditPush === null) return read(null);
    try {
      return await read(auditPush);
    } catch (error) {
      const found = await read(null);
      const why = error instanceof Error ? error.message.trim() : String(error);
      return { ...found, reason: `${found.reason} ${auditPush} could not be asked for its tags: ${why}` };
    }
  }

  /**
   * Keeps the head of the chain where slipway.yaml says, and pushes it there. Null: it says nothing, or there is
   * nothing to keep. Rejects where git refuses.
   */
  async anchor(): Promise<string | null> {
    const head = this.log.head();
    const { auditAnchor, auditPush } = this.#settings();
    if (head === null || auditAnchor !== 'git-tag') return null;
    const anchors = await this.#anchors();
    const name = await anchors.keep(head);
    if (auditPush !== null) await anchors.push(name, auditPush);
    return name;
  }

  #settings() {
    const file = join(this.#folder, 'slipway.yaml');
    return parseWorkspaceManifest(existsSync(file) ? readFileSync(file, 'utf8') : '').value;
  }

  /** Git's library is loaded when it is first needed, not with the runner. */
  async #anchors() {
    const { GitAnchors } = await import('./git-anchors.ts');
    return new GitAnchors(this.#folder);
  }
}
