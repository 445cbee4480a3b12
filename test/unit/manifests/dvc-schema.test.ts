import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import schema from '../../../schemas/manifests/dvc.schema.json' with { type: 'json' };
import { isMapping, type PythonValue } from '../../../server/core/python-value.ts';
import { plainValue } from '../../../server/language/yaml/values.ts';
import { ManifestFault } from '../../../server/manifests/dvc/fault.ts';
import { checkPipelineShape } from '../../../server/manifests/dvc/shape.ts';
import { readYaml } from '../../../server/manifests/dvc/yaml-values.ts';
import { type RandomSource, randomSource } from '../../conformance/random-source.ts';

const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

const everyKey = `vars: [settings.yaml, {seed: 1}]
params: [conf/params.yaml]
metrics: [m.json]
plots: [curves, {curve.csv: {x: step, y: loss}}]
artifacts: {model: {path: m.pkl, type: model, desc: d, labels: [l], meta: {a: 1}}}
datasets: [{name: d, url: u}]
stages:
  train:
    cmd: [python a.py, python b.py]
    wdir: sub
    deps: [a]
    params: [lr, {conf.json: [a, b]}]
    vars: [x.yaml, {y: 1}]
    frozen: true
    meta: {slipway: {retries: 2}}
    desc: text
    always_changed: false
    outs: [o, {p: {cache: false, persist: true, remote: r, push: false, checkpoint: false, desc: d, type: t, labels: [l], meta: 1}}]
    metrics: [m, {n: {cache: false}}]
    plots: [q, {r: {x: a, y: b, x_label: c, y_label: d, title: e, template: f, header: true, cache: false}}, {s: [{x: a}, {y: b}]}]
  grid:
    matrix: {a: [1, 2], b: "\${seed}"}
    cmd: x
  each:
    foreach: {a: 1, b: 2}
    do: {cmd: x, outs: [o]}
  list:
    foreach: [a, b]
    do: {cmd: x}
`;

const bases = [
  ...readdirSync(join(import.meta.dirname, '../../workspaces'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('dvc.yaml'))
    .map((file) => readFileSync(join(import.meta.dirname, '../../workspaces', file), 'utf8')),
].map((text) => readYaml(text).value);

test('the schema takes every key that the engine knows', () => {
  expect(validate(plainValue(readYaml(everyKey).value)), JSON.stringify(validate.errors)).toBe(true);
  expect(engineTakes(readYaml(everyKey).value)).toBe(true);
});

test('the schema takes and refuses the same as the engine, whatever is changed in a dvc.yaml', () => {
  const random = randomSource(4);
  const whole = readYaml(everyKey).value;
  let refused = 0;
  for (let round = 0; round < 6_000; round++) {
    let value = random.chance(0.6) ? whole : random.pick(bases);
    for (let left = random.below(3); left >= 0; left--) value = mutated(value, random);
    const engine = engineTakes(value);
    if (!engine) refused++;
    const taken = validate(plainValue(value));
    if (taken !== engine)
      expect.fail(`the schema says ${taken}, the engine ${engine}: ${JSON.stringify(plainValue(value))}`);
  }
  expect(refused).toBeGreaterThan(1_000);
  expect(refused).toBeLessThan(5_500);
});

function engineTakes(value: PythonValue): boolean {
  try {
    checkPipelineShape(value);
    return true;
  } catch (error) {
    if (error instanceof ManifestFault) return false;
    throw error;
  }
}

const words = ['cmd', 'deps', 'do', 'foreach', 'matrix', 'cache', 'path', 'x', 'desc', 'labels', 'nonsense'];

/** One value somewhere in it changed, removed, put in or moved under another key. */
function mutated(value: PythonValue, random: RandomSource): PythonValue {
  const size = isMapping(value) ? value.size : Array.isArray(value) ? value.length : 0;
  if (size === 0 || random.chance(0.12)) return replacement(random);
  const at = random.below(size);
  if (Array.isArray(value)) {
    const items = [...value];
    if (random.chance(0.1)) items.splice(at, 1);
    else items[at] = mutated(items[at] ?? null, random);
    return items;
  }
  const entries = [...(value as Map<PythonValue, PythonValue>)];
  const [key, item] = entries[at] ?? ['', null];
  const change = random.below(20);
  if (change === 0) entries.splice(at, 1);
  else if (change === 1) entries[at] = [random.pick(words), item];
  else if (change === 2) entries.push([random.pick(words), replacement(random)]);
  else entries[at] = [key, mutated(item, random)];
  return new Map(entries);
}

function replacement(random: RandomSource): PythonValue {
  return random.pick<() => PythonValue>([
    () => null,
    () => true,
    () => 1n,
    () => 0.5,
    () => 'text',
    () => [],
    () => ['a', 'b'],
    () => ['a', 1n],
    () => new Map(),
    () => new Map([['cmd', 'x']]),
    () => new Map([['a', ['b']]]),
    () => [new Map([['o', new Map([['cache', false]])]])],
  ])();
}
