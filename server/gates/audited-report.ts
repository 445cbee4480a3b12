import type { GateReport } from '../../schemas/protocol/gates.ts';

/** Of a report, as the audit log has it. */
export function reasonOf({ verdict, gates }: GateReport): string {
  if (verdict === 'passed') return 'all gates that count passed';
  return gates
    .filter((gate) => gate.verdict === 'failed' || gate.verdict === 'unknown')
    .map(
      ({ name, verdict: each, reason }) =>
        `${name} ${each === 'failed' ? 'failed' : 'is unknown'}: ${reason}`,
    )
    .join('; ');
}

export function detailsOf({
  verdict,
  evidence,
  evidenceProblem,
  measurements,
  gates,
  manifest,
}: GateReport): Record<string, unknown> {
  return {
    verdict,
    manifest,
    run: evidence?.runId ?? null,
    digests: evidence?.digests ?? null,
    evidenceProblem,
    measurements,
    gates: gates.map(({ name, verdict: each, reason, values }) => ({ name, verdict: each, reason, values })),
  };
}
