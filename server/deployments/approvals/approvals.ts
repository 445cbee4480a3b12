import type { RequestView } from '../../../schemas/protocol/deployments.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import { UserError } from '../../core/user-error.ts';
import type { ApprovalRules, Protection } from '../../manifests/workspace/workspace-manifest.ts';
import type { Initiator } from '../initiator.ts';
import { asksFor, newRequest, type ReleaseRequest, type RequestedRelease } from './release-request.ts';
import type { OpenRequest, RequestSignature, RequestTable } from './request-table.ts';
import type { SignerList } from './signer-list.ts';
import type { SignerRole, SshSignatures } from './ssh-signatures.ts';

export interface ApprovalParts {
  requests: RequestTable;
  signatures: SshSignatures;
  /** Reads the list as it is now. */
  readSigners: (rules: ApprovalRules | null) => Promise<SignerList>;
  audit: Pick<AuditLog, 'append'>;
  /** In milliseconds since 1970. */
  now: () => number;
  /** Requests of this target are others now. */
  onChange: (target: string) => void;
}

/** Who let a release begin. */
export interface Approval {
  nonce: string;
  /** As the list of signers names them. */
  by: string[];
  /** Nobody but who asked has approved. */
  isSelfApproved: boolean;
}

/** Which of the releases that wait for a target. */
export type RequestedVersion = Pick<ReleaseRequest, 'model' | 'version'>;

/** Whose signatures over a request hold now. */
interface Signed {
  requesters: string[];
  approvers: string[];
}

/** Requests for releases to protected targets, and the signatures that approve them. */
export class Approvals {
  readonly #parts: ApprovalParts;
  #rules: ApprovalRules | null = null;

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
  }

  /** What slipway.yaml says now. */
  load(rules: ApprovalRules | null): void {
    this.#rules = rules;
  }

  /** What waits for approval at a target, the newest first. */
  views(target: string): RequestView[] {
    return this.#waiting(target).map((open) => this.#viewOf(open));
  }

  /**
   * What waits for a target: of this version, or the only one where `release` is null.
   * @throws UserError `SLW-NO-REQUEST`, `SLW-SEVERAL-REQUESTS`
   */
  open(target: string, release: RequestedVersion | null): OpenRequest {
    const isAsked = ({ request }: OpenRequest) => release === null || isFor(request, release);
    const [found, other] = this.#waiting(target).filter(isAsked);
    if (found && !other) return found;
    if (found && other)
      throw new UserError(
        'SLW-SEVERAL-REQUESTS',
        `Several releases to ${target} wait for approval: ${this.#waiting(target).map(versionText).join(', ')}.`,
        `Say which: slipway approve ${target} ${versionText(found)}`,
      );
    const [expired] = this.#parts.requests.waiting(target).filter(isAsked);
    const what = release === null ? 'No release' : `No release of ${release.model} ${release.version}`;
    throw new UserError(
      'SLW-NO-REQUEST',
      expired === undefined
        ? `${what} to ${target} waits for approval.`
        : `The release of ${expired.request.model} ${expired.request.version} to ${target} was to be approved before ${expired.request.expiresAt}.`,
      'slipway deploy asks for one.',
    );
  }

  /**
   * The approval that a release has. Null where it waits: it is written down what is asked for, unless that is open already, and
   * each signature is checked anew against the list of signers as it is now.
   */
  async approvalOf(
    release: RequestedRelease,
    reason: string,
    protection: Protection,
    by: Initiator,
  ): Promise<Approval | null> {
    const { requests, now } = this.#parts;
    const known = this.#waiting(release.target).find(({ request }) => isFor(request, release));
    if (known === undefined || !asksFor(known.request, release, protection)) {
      this.#ask(newRequest(release, { reason, requester: by.actor }, protection, now()), by);
      return null;
    }
    const { request } = known;
    const signatures = requests.signatures(request.nonce);
    if (signatures.length === 0) return null;
    const signed = await this.#verified(known, signatures);
    const counted = countedApprovers(request, signed);
    if (counted.length < request.approvals) return null;
    const others = signatures.filter(
      ({ role, principal, signedBy }) =>
        role === 'approver' && !signed.requesters.includes(principal) && signedBy !== request.requester,
    );
    const isSelfApproved = !request.notRequester && others.length === 0;
    return { nonce: request.nonce, by: counted, isSelfApproved };
  }

  /**
   * Takes a signature over what waits for a target. Refusals are written down, too.
   * @throws UserError `SLW-NO-REQUEST`, `SLW-SEVERAL-REQUESTS`, `SLW-SIGNATURE-REFUSED`
   */
  async sign(
    target: string,
    release: RequestedVersion | null,
    role: SignerRole,
    signature: string,
    by: Initiator,
  ): Promise<RequestView> {
    const { requests, signatures, readSigners, audit } = this.#parts;
    const open = this.open(target, release);
    const { request, text } = open;
    const list = await readSigners(this.#rules);
    const principal = await signatures.signer(text, signature, role, list.text);
    const known = await this.#verified(open, requests.signatures(request.nonce));
    const refusal = this.#refusal(request, role, principal, known, list);
    const what = `${request.model}:${request.version}`;
    const event = {
      ...by,
      subject: target,
      from: null,
      to: what,
      details: { nonce: request.nonce, principal },
    };
    if (refusal !== null || principal === null) {
      audit.append({ ...event, action: 'approval.refused', why: refusal ?? '' });
      throw new UserError(
        'SLW-SIGNATURE-REFUSED',
        `The release of ${what} to ${target} is not ${role === 'approver' ? 'approved' : 'signed'} by this: ${refusal}.`,
      );
    }
    requests.transaction(() => {
      requests.sign(request.nonce, { role, principal, signature, signedBy: by.actor });
      const action = role === 'approver' ? 'release.approved' : 'release.signed';
      const isSelf = role === 'approver' && known.requesters.includes(principal);
      audit.append({ ...event, action, why: `signed by ${principal}${isSelf ? ', self-approved' : ''}` });
    });
    this.#parts.onChange(target);
    return this.#viewOf(open);
  }

  #waiting(target: string): OpenRequest[] {
    const { requests, now } = this.#parts;
    return requests.waiting(target).filter(({ request }) => !isExpired(request, now()));
  }

  #viewOf({ request, text }: OpenRequest): RequestView {
    const { model, version, requester, reason, approvals, notRequester, expiresAt, nonce } = request;
    const signatures = this.#parts.requests.signatures(nonce);
    return {
      ...{ model, version, requester, reason, approvals, notRequester },
      expiresAt: Date.parse(expiresAt),
      text,
      approvedBy: signatures.filter(({ role }) => role === 'approver').map(({ principal }) => principal),
      isSigned: signatures.some(({ role }) => role === 'requester'),
    };
  }

  #refusal(
    { notRequester }: ReleaseRequest,
    role: SignerRole,
    principal: string | null,
    { requesters }: Signed,
    { where }: SignerList,
  ): string | null {
    if (principal === null)
      return `the signature is by nobody who is listed in ${where}, or it is over another request, or it has expired`;
    if (role === 'requester') return null;
    const approvers = this.#rules?.approvers ?? null;
    if (approvers !== null && !approvers.includes(principal))
      return `${principal} is not among the approvers of slipway.yaml (${approvers.join(', ')})`;
    if (!notRequester) return null;
    if (requesters.length === 0)
      return 'whoever asks for it has to sign the request first, so that it is known who that is (slipway approve --as-requester)';
    return requesters.includes(principal)
      ? `${principal} has asked for it, and somebody else has to approve it`
      : null;
  }

  async #verified({ text }: OpenRequest, all: readonly RequestSignature[]): Promise<Signed> {
    const signed: Signed = { requesters: [], approvers: [] };
    if (all.length === 0) return signed;
    const { text: signers } = await this.#parts.readSigners(this.#rules);
    for (const { role, signature } of all) {
      const principal = await this.#parts.signatures.signer(text, signature, role, signers);
      if (principal !== null) (role === 'approver' ? signed.approvers : signed.requesters).push(principal);
    }
    const approvers = this.#rules?.approvers ?? null;
    if (approvers === null) return signed;
    return { ...signed, approvers: signed.approvers.filter((principal) => approvers.includes(principal)) };
  }

  #ask(request: ReleaseRequest, by: Initiator): void {
    const { requests, audit, onChange } = this.#parts;
    const { target, model, version, reason, nonce, digests, evidence, approvals, expiresAt } = request;
    requests.transaction(() => {
      requests.add(request, by.channel);
      audit.append({
        ...by,
        action: 'release.requested',
        subject: target,
        from: null,
        to: `${model}:${version}`,
        why: reason,
        details: { nonce, digests, evidence, approvals, expiresAt },
      });
    });
    onChange(target);
  }
}

function isFor(request: ReleaseRequest, { model, version }: RequestedVersion): boolean {
  return request.model === model && request.version === version;
}

function versionText({ request: { model, version } }: OpenRequest): string {
  return `${model}:${version}`;
}

function isExpired({ expiresAt }: ReleaseRequest, now: number): boolean {
  return Date.parse(expiresAt) <= now;
}

function countedApprovers({ notRequester }: ReleaseRequest, { requesters, approvers }: Signed): string[] {
  if (!notRequester) return [...new Set(approvers)];
  // Who asked is unknown until they have signed, and anybody could be them.
  if (requesters.length === 0) return [];
  return [...new Set(approvers)].filter((principal) => !requesters.includes(principal));
}

/** What a release waits for, in words. */
export function waitingFor(
  target: string,
  { model, version, approvals, approvedBy, isSigned, notRequester, expiresAt }: RequestView,
): string {
  const which = `${target} ${model}:${version}`;
  const left = `${approvedBy.length} of ${approvals} approvals, until ${new Date(expiresAt).toISOString()}`;
  return notRequester && !isSigned
    ? `${left}; sign the request first: slipway approve ${which} --as-requester --key FILE`
    : `${left}; an approver signs it: slipway approve ${which} --key FILE`;
}
