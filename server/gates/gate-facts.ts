import { join } from 'node:path';
import type { Evidence } from '../../schemas/protocol/gates.ts';
import { decodeMetricValue } from '../../schemas/protocol/tracking.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { servedSignature } from '../candidates/served-signature.ts';
import { UserError } from '../core/user-error.ts';
import { type OnnxGraph, readModelGraph } from '../onnx/model-graph.ts';
import type { Champion, Fact, GateFacts } from './facts.ts';
import { signatureCompatible } from './signature.ts';

const noDrift =
  'nothing compares live data with a reference before a release; compute it in the evaluating stage and log it as a metric, or take it out of the gate';

/** `live`: null where nothing is, or it is not known. `measured`: facts of instruments. */
export function gateFacts(
  candidate: Candidate,
  { evidence, problem }: { evidence: Evidence | null; problem: string | null },
  champion: Champion,
  live: Candidate | null,
  measured: ReadonlyMap<string, Fact>,
): GateFacts {
  return {
    candidate: evidence ? { metrics: metricsOf(evidence) } : { unknown: `there is no evidence: ${problem}` },
    champion,
    slo: { ...candidate.manifest.value.slo },
    others: new Map<string, Fact>([
      ['drift', { unknown: noDrift }],
      ['data', { unknown: 'the evaluation data was not held against its contract' }],
      ...measured,
      ['signature.compatible', signatureFact(candidate, 'unknown' in champion ? null : live, champion)],
    ]),
  };
}

export function metricsOf({ metrics }: Evidence): ReadonlyMap<string, number> {
  return new Map(Object.entries(metrics).map(([name, value]) => [name, decodeMetricValue(value)]));
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

/** @throws UserError `SLW-MODEL-NOT-ONNX`, and as `servedSignature` */
function graphOf({ manifest, version, root, files, servedBy }: Candidate): OnnxGraph {
  if (servedBy === 'mlflow' || servedBy === 'sklearn') return servedSignature(servedBy, root, manifest.value);
  const models = files.filter(({ path }) => path === '' || path.toLowerCase().endsWith('.onnx'));
  const [only, another] = models;
  try {
    if (only && !another) return readModelGraph(join(root, only.path));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new UserError(
    'SLW-MODEL-NOT-ONNX',
    `what version ${version.version} takes and gives is not known: its artifact "${manifest.value.artifact}" is not one ONNX file`,
  );
}
