import { join } from 'node:path';
import type { Evidence } from '../../schemas/protocol/gates.ts';
import { decodeMetricValue } from '../../schemas/protocol/tracking.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { parseExpression } from '../core/expressions/parse-expression.ts';
import { UserError } from '../core/user-error.ts';
import { type OnnxGraph, readModelGraph } from '../onnx/model-graph.ts';
import type { DeclaredGate } from './evaluate-gates.ts';
import type { Champion, Fact, GateFacts } from './facts.ts';
import { namedValues } from './named-values.ts';
import { signatureCompatible } from './signature.ts';

/** `live`: null where nothing is, or it is not known. */
export function gateFacts(
  candidate: Candidate,
  { evidence, problem }: { evidence: Evidence | null; problem: string | null },
  champion: Champion,
  live: Candidate | null,
): GateFacts {
  const noBenchmark = { unknown: 'no benchmark of this version was made' };
  return {
    candidate: evidence ? { metrics: metricsOf(evidence) } : { unknown: `there is no evidence: ${problem}` },
    champion,
    slo: { ...candidate.manifest.value.slo },
    others: new Map<string, Fact>([
      ['latency', noBenchmark],
      ['throughput', noBenchmark],
      ['drift', { unknown: 'live data was not compared with a reference' }],
      ['data', { unknown: 'the evaluation data was not held against its contract' }],
      ['signature.compatible', signatureFact(candidate, 'unknown' in champion ? null : live, champion)],
    ]),
  };
}

export function metricsOf({ metrics }: Evidence): ReadonlyMap<string, number> {
  return new Map(Object.entries(metrics).map(([name, value]) => [name, decodeMetricValue(value)]));
}

/** Whether a gate asks for what was measured of the live version, or may. */
export function usesChampion(gates: readonly DeclaredGate[]): boolean {
  return gates
    .flatMap(({ expr, when }) => (when === null ? [expr] : [expr, when]))
    .some((text) => {
      const parsed = parseExpression(text);
      if ('problem' in parsed) return false;
      return text.includes('has(') || namedValues(parsed.tree).some(({ path }) => isMeasured(path));
    });
}

function isMeasured([group, member]: readonly string[]): boolean {
  return group === 'champion' && member !== 'exists' && member !== 'version';
}

function signatureFact(candidate: Candidate, live: Candidate | null, champion: Champion): Fact {
  const { signature } = candidate.manifest.value;
  if (signature === undefined) return { unknown: 'the manifest declares no signature' };
  if ('unknown' in champion) return { unknown: champion.unknown };
  try {
    return signatureCompatible(signature, graphOf(candidate), live && graphOf(live));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unknown: error.message };
  }
}

/** @throws UserError `SLW-MODEL-NOT-ONNX` */
function graphOf({ manifest, version, artifact, files }: Candidate): OnnxGraph {
  const models = files.filter(({ path }) => path === '' || path.toLowerCase().endsWith('.onnx'));
  const [only, another] = models;
  try {
    if (only && !another) return readModelGraph(join(artifact, only.path));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new UserError(
    'SLW-MODEL-NOT-ONNX',
    `what version ${version.version} takes and gives is not known: its artifact "${manifest.value.artifact}" is not one ONNX file`,
  );
}
