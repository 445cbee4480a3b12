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
    const anchors = await (await this.#anchors()).read();
    return verifyChain(this.log.rows(), [...anchors, ...(await this.#elsewhere())]);
  }

  /**
   * Keeps the head of the chain where slipway.yaml says. Null: it says nothing, or there is
   * nothing to keep. Rejects where git refuses.
   */
  async anchor(): Promise<string | null> {
    const head = this.log.head();
    if (head === null || this.#anchorKind() !== 'git-tag') return null;
    return (await this.#anchors()).keep(head);
  }

  #anchorKind(): 'none' | 'git-tag' {
    const file = join(this.#folder, 'slipway.yaml');
    return existsSync(file) ? parseWorkspaceManifest(readFileSync(file, 'utf8')).value.auditAnchor : 'none';
  }

  /** Git's library is loaded when it is first needed, not with the runner. */
  async #anchors() {
    const { GitAnchors } = await import('./git-anchors.ts');
    return new GitAnchors(this.#folder);
  }
}
