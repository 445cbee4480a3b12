import type { GateResult, GateVerdict } from '../../../../schemas/protocol/gates.ts';

/** How many gates have which verdict; `counted` are all but the skipped. */
export function countVerdicts(
  gates: readonly Pick<GateResult, 'verdict'>[],
): Record<GateVerdict, number> & { counted: number } {
  const counts = { passed: 0, failed: 0, unknown: 0, skipped: 0, counted: 0 };
  for (const { verdict } of gates) {
    counts[verdict]++;
    if (verdict !== 'skipped') counts.counted++;
  }
  return counts;
}
