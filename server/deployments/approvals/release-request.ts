import { createHash, randomBytes } from 'node:crypto';
import type { EvidenceDigests, GateReport } from '../../../schemas/protocol/gates.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import type { Protection } from '../../manifests/workspace/workspace-manifest.ts';

/** A release that somebody asks for; all of it is signed. Times are in ISO 8601, UTC. */
export interface ReleaseRequest {
  form: 'slipway-release-request-1';
  target: string;
  model: string;
  version: string;
  digests: EvidenceDigests;
  /** SHA-256 of the evidence that the gates were judged by; null where the model has no gates. */
  evidence: string | null;
  /** Why gates, or a conflict, are passed over; null where none is. */
  override: string | null;
  reason: string;
  /** `user@host` */
  requester: string;
  /** How many must approve it, and whether the requester may be one of them. */
  approvals: number;
  notRequester: boolean;
  createdAt: string;
  expiresAt: string;
  /** Of this request alone, so that an approval of it is an approval of nothing else. */
  nonce: string;
}

/** What is asked for, whoever asks and whenever. */
export type RequestedRelease = Pick<
  ReleaseRequest,
  'target' | 'model' | 'version' | 'digests' | 'evidence' | 'override'
>;

/** @param now in milliseconds since 1970 */
export function newRequest(
  release: RequestedRelease,
  { reason, requester }: Pick<ReleaseRequest, 'reason' | 'requester'>,
  { approvals, notRequester, expiresMs }: Protection,
  now: number,
): ReleaseRequest {
  return {
    form: 'slipway-release-request-1',
    ...release,
    reason,
    requester,
    approvals,
    notRequester,
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + expiresMs).toISOString(),
    nonce: randomBytes(16).toString('hex'),
  };
}

/** The very text that is signed: canonical JSON (RFC 8785) and a line feed. */
export function requestText(request: ReleaseRequest): string {
  return `${canonicalJson(request)}\n`;
}

/** Whether a request is for this release, under these rules. */
export function asksFor(
  request: ReleaseRequest,
  release: RequestedRelease,
  { approvals, notRequester }: Protection,
): boolean {
  const { target, model, version, digests, evidence, override } = request;
  const asked = { target, model, version, digests, evidence, override, approvals, notRequester };
  return canonicalJson(asked) === canonicalJson({ ...release, approvals, notRequester });
}

/** SHA-256 of what the gates were judged by; null where there are none. */
export function evidenceDigest(report: GateReport | null): string | null {
  if (report === null) return null;
  // A metric may be NaN, for which JSON has no word but null.
  const evidence: unknown = JSON.parse(JSON.stringify(report.evidence));
  return createHash('sha256').update(canonicalJson(evidence)).digest('hex');
}
