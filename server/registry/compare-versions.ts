import type { ComparedPart, VersionDetails, VersionDifference } from '../../schemas/protocol/registry.ts';
import { decodeMetricValue } from '../../schemas/protocol/tracking.ts';

/** In the order in which a person asks: is it better, of what was it made, does it fit. */
const partOrder: readonly ComparedPart[] = ['metric', 'param', 'data', 'model', 'code', 'tag'];

/** Of the machine, not of the model. */
const systemMetric = /^system\//;

type Sides = Map<string, { left: string | null; right: string | null; change: number | null }>;

/** Two versions line by line: what differs first, then what is the same. */
export function compareVersions(left: VersionDetails, right: VersionDetails): VersionDifference[] {
  const lines = [
    ...linesOf('metric', metrics(left, right)),
    ...linesOf('param', texts(left.lineage?.params, right.lineage?.params)),
    ...linesOf('data', texts(data(left), data(right))),
    ...linesOf('model', new Map([...sizes(left, right), ...texts(model(left), model(right))])),
    ...linesOf('code', texts(code(left), code(right))),
    ...linesOf('tag', texts(left.tags, right.tags)),
  ];
  return lines.sort(
    (a, b) =>
      Number(b.differs) - Number(a.differs) ||
      partOrder.indexOf(a.part) - partOrder.indexOf(b.part) ||
      (a.name < b.name ? -1 : 1),
  );
}

function linesOf(part: ComparedPart, sides: Sides): VersionDifference[] {
  return [...sides].map(([name, { left, right, change }]) => ({
    part,
    name,
    left,
    right,
    change,
    differs: left !== right,
  }));
}

function texts(left: Record<string, string> = {}, right: Record<string, string> = {}): Sides {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return new Map(
    [...names].map((name) => [name, { left: left[name] ?? null, right: right[name] ?? null, change: null }]),
  );
}

function metrics(left: VersionDetails, right: VersionDetails): Sides {
  const [before, after] = [metricValues(left), metricValues(right)];
  const sides: Sides = new Map();
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(name), after.get(name)];
    sides.set(name, {
      left: a === undefined ? null : String(a),
      right: b === undefined ? null : String(b),
      change: a === undefined || b === undefined || !Number.isFinite(b - a) ? null : b - a,
    });
  }
  return sides;
}

function metricValues({ lineage }: VersionDetails): Map<string, number> {
  const logged = lineage?.metrics.filter(({ key }) => !systemMetric.test(key)) ?? [];
  return new Map(logged.map(({ key, value }) => [key, decodeMetricValue(value)]));
}

/** Data sets by what they were used for; two for one purpose by their names as well. */
function data({ lineage }: VersionDetails): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, digest, context } of lineage?.data ?? []) {
    const plain = context ?? name;
    const key = plain in found ? `${plain} (${name})` : plain;
    found[key] = `${name} ${digest}`.trim();
  }
  return found;
}

function sizes({ bytes: left }: VersionDetails, { bytes: right }: VersionDetails): Sides {
  if (left === null && right === null) return new Map();
  const change = left === null || right === null ? null : right - left;
  return new Map([
    [
      'bytes',
      { left: left === null ? null : String(left), right: right === null ? null : String(right), change },
    ],
  ]);
}

function model({ flavors, signature, files }: VersionDetails): Record<string, string> {
  const facts: Record<string, string> = {};
  if (files !== null) facts.files = String(files.length);
  if (flavors.length > 0) facts.flavors = flavors.join(', ');
  if (signature !== null) {
    facts.inputs = signature.inputs.join('\n');
    facts.outputs = signature.outputs.join('\n');
  }
  return facts;
}

function code({ lineage }: VersionDetails): Record<string, string> {
  const facts: Record<string, string> = {};
  if (lineage?.commit) facts.commit = lineage.dirty ? `${lineage.commit} + changes` : lineage.commit;
  if (lineage?.branch) facts.branch = lineage.branch;
  return facts;
}
