import type { Evidence } from '../../schemas/protocol/gates.ts';
import { decodeMetricValue } from '../../schemas/protocol/tracking.ts';
import { parseExpression } from '../core/expressions/parse-expression.ts';
import { UserError } from '../core/user-error.ts';
import { type OnnxGraph, readModelGraph } from '../onnx/model-graph.ts';
import type { NamedFile } from './digests.ts';
import type { DeclaredGate } from './evaluate-gates.ts';
import type { Champion, Fact, GateFacts } from './facts.ts';
import type { ModelManifest } from './model-manifest.ts';
import { namedValues } from './named-values.ts';
import { signatureCompatible } from './signature.ts';
import { artifactIn } from './version-files.ts';

/** A version that is judged, or compared with. */
export interface GateSubject {
  manifest: ModelManifest;
  version: string;
  files: readonly NamedFile[];
}

/** `live`: null where nothing is, or it is not known. */
export function gateFacts(
  candidate: GateSubject,
  { evidence, problem }: { evidence: Evidence | null; problem: string | null },
  champion: Champion,
  live: GateSubject | null,
): GateFacts {
  const noBenchmark = { unknown: 'no benchmark of this version was made' };
  return {
    candidate: evidence ? { metrics: metricsOf(evidence) } : { unknown: `there is no evidence: ${problem}` },
    champion,
    slo: candidate.manifest.slo,
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

function signatureFact(candidate: GateSubject, live: GateSubject | null, champion: Champion): Fact {
  const { signature } = candidate.manifest;
  if (signature === null) return { unknown: 'the manifest declares no signature' };
  if ('unknown' in champion) return { unknown: champion.unknown };
  try {
    return signatureCompatible(signature, graphOf(candidate), live && graphOf(live));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unknown: error.message };
  }
}

/** @throws UserError `SLW-MODEL-NOT-ONNX`, `SLW-ARTIFACT-NONE` */
function graphOf({ manifest, version, files }: GateSubject): OnnxGraph {
  const artifact = artifactIn(files, manifest.artifact);
  const isFolder = artifact === '' || artifact.endsWith('/');
  const models = files.filter(({ name }) =>
    isFolder ? name.startsWith(artifact) && name.toLowerCase().endsWith('.onnx') : name === artifact,
  );
  const [only, another] = models;
  try {
    if (only && !another) return readModelGraph(only.path);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new UserError(
    'SLW-MODEL-NOT-ONNX',
    `what version ${version} takes and gives is not known: its artifact "${manifest.artifact}" is not one ONNX file`,
  );
}
