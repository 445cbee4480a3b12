import { writeValue } from '../language/edits/write-value.ts';
import type { TensorFacts } from '../language/workspace/providers.ts';
import { proposeGates } from './propose-gates.ts';

export interface ModelFacts {
  name: string;
  runName: string;
  runId: string;
  /** Below the run's artifacts. */
  artifact: string;
  /** Null where there is no ONNX file to read them from. */
  signature: { inputs: readonly TensorFacts[]; outputs: readonly TensorFacts[] } | null;
  metrics: ReadonlyMap<string, number>;
  /** From the manifest's folder. */
  data: { contract?: string; train?: string; evaluation?: string };
  /** That evaluates. */
  stage: string | null;
  /** Of slipway.yaml. */
  target: string | null;
}

/** Datatypes that a model manifest can name. */
const servable = /^(?:BOOL|BYTES|U?INT(?:8|16|32|64)|FP(?:16|32|64))$/;

/** A model manifest with all that a run shows; what it cannot show is left out. */
export function modelText(facts: ModelFacts): string {
  const { data, stage, target, metrics } = facts;
  const gates = proposeGates(metrics);
  return [
    `# From run ${facts.runName.replace(/\s+/g, ' ')} (${facts.runId}).\n`,
    'slipway: 1\n',
    `name: ${writeValue(facts.name)}\n`,
    entry('task', taskOf([...metrics.keys()])),
    `artifact: ${writeValue(facts.artifact)}\n`,
    signatureText(facts.signature),
    Object.keys(data).length > 0 ? `data: ${writeValue(data)}\n` : '',
    stage === null ? '' : `evaluate: {stage: ${writeValue(stage)}}\n`,
    gates.length === 0
      ? ''
      : `# What must hold before a version is released; the values are this run's own.\ngates:\n${list('  ', gates)}`,
    target === null ? '' : `deploy: ${writeValue({ target, alias: 'production' })}\n`,
  ].join('');
}

function signatureText(signature: ModelFacts['signature']): string {
  if (!signature || ![...signature.inputs, ...signature.outputs].every(isServable)) return '';
  const tensors = (facts: readonly TensorFacts[]) =>
    facts.map(({ name, datatype, shape }) => ({ name, datatype, shape: [...shape] }));
  return `signature:\n  inputs:\n${list('    ', tensors(signature.inputs))}  outputs:\n${list('    ', tensors(signature.outputs))}`;
}

function isServable({ datatype, anyRank }: TensorFacts): boolean {
  return servable.test(datatype) && anyRank !== true;
}

/** Only where metrics leave no doubt. */
function taskOf(metrics: readonly string[]): string | null {
  const has = (pattern: RegExp) => metrics.some((metric) => pattern.test(metric));
  if (has(/(?:^|[_/])(?:rmse|mse|mae|mape|r2)(?:$|[_/])|mean_(?:absolute|squared)_error|r2_score/i))
    return 'regression';
  return has(/(?:^|[_/])(?:roc_)?auc$|average_precision/i) ? 'binary-classification' : null;
}

function entry(key: string, value: string | null): string {
  return value === null ? '' : `${key}: ${value}\n`;
}

function list(indent: string, items: readonly unknown[]): string {
  return items.map((item) => `${indent}- ${writeValue(item)}\n`).join('');
}
