/** What is known of the outside when an expression is checked. Null: not known now, and nothing is reported of it. */
export interface ExpressionFacts {
  /** Names of metrics that runs have logged. */
  metrics: readonly string[] | null;
  /** Keys that the manifest gives under `slo`. */
  objectives: readonly string[] | null;
}

/** Names that can stand by themselves in an expression; `val/loss` cannot. */
export function isBareName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

/** How a metric is written in a gate: `auc`, or `metrics["val/loss"]`. `of`: whose, as in `champion`. */
export function metricExpression(name: string, of: string | null = null): string {
  const prefix = of === null ? '' : `${of}.`;
  return isBareName(name) ? `${prefix}${name}` : `${prefix}metrics[${JSON.stringify(name)}]`;
}
