/** One measured figure; `npm run bench` collects these lines. */
export interface Figure {
  /** Dotted, like `store.searchRuns.half.p95`. */
  figure: string;
  value: number;
  unit: string;
  /** What the value should be, as text like `< 30`, or its ratio to the peer's, like `ratio >= 10`; null for none. */
  target: string | null;
  /** What it is compared with, measured in the same run and unit. */
  peer?: { name: string; value: number };
}

export function report(figure: Figure): void {
  process.stdout.write(`${JSON.stringify({ ...figure, value: Number(figure.value.toPrecision(4)) })}\n`);
}

/** Nearest-rank percentile of `samples`; `percent` in (0, 100]. */
export function percentile(samples: number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}

/** Value divided by the peer's; undefined without a peer, or where the peer's is 0. */
export function ratio({ value, peer }: Figure): number | undefined {
  return peer === undefined || peer.value === 0 ? undefined : value / peer.value;
}

/** Whether the target holds; undefined where none was set. Throws on a target that is not of the form above. */
export function isMet(figure: Figure): boolean | undefined {
  if (figure.target === null) return undefined;
  const parsed = /^(ratio )?(<|<=|>|>=) ([\d.]+)$/.exec(figure.target);
  if (!parsed) throw new Error(`${figure.figure}: expected a target like "< 30", found "${figure.target}"`);
  const [, ofRatio, comparison, limitText] = parsed;
  const value = ofRatio ? ratio(figure) : figure.value;
  if (value === undefined) throw new Error(`${figure.figure}: a target for the ratio, and no peer`);
  const limit = Number(limitText);
  if (comparison === '<') return value < limit;
  if (comparison === '<=') return value <= limit;
  return comparison === '>' ? value > limit : value >= limit;
}
