import { metricExpression } from '../core/expressions/known-metrics.ts';

export interface GateProposal {
  name: string;
  expr: string;
}

const mostGates = 5;
/** Of training, of the machine: no evidence of quality. */
const noEvidence =
  /^(?:system|training|train)[_/]|(?:^|[_/])(?:epoch|step|lr|learning_rate|time|seconds|duration)(?:$|[_/])/i;
const smallerIsBetter = /loss|error|(?:^|[_/])(?:mse|rmse|mae|mape|brier|perplexity|wer|cer)(?:$|[_/])/i;
const largerIsBetter =
  /auc|accuracy|precision|recall|score|(?:^|[_/])(?:f1|r2|acc|map|ap|ndcg|mcc|iou|dice|bleu|rouge)/i;

/** One gate for each metric of which it is known which way is better: no worse than this run, with a little room. */
export function proposeGates(metrics: ReadonlyMap<string, number>): GateProposal[] {
  const proposals: GateProposal[] = [];
  for (const [key, value] of metrics) {
    if (!Number.isFinite(value) || noEvidence.test(key)) continue;
    const isSmaller = smallerIsBetter.test(key);
    if (!isSmaller && !largerIsBetter.test(key)) continue;
    const expr = `${metricExpression(key)} ${isSmaller ? '<=' : '>='} ${rounded(value, isSmaller)}`;
    proposals.push({ name: key, expr });
  }
  return proposals.slice(0, mostGates);
}

/** To three digits, up or down: as a decimal number, which CEL does not mix with whole ones. */
function rounded(value: number, up: boolean): string {
  if (value === 0) return '0.0';
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  const steps = up ? Math.ceil(value / unit) : Math.floor(value / unit);
  const text = String(Number((steps * unit).toPrecision(6)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}
