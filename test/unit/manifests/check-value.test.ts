import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import data from '../../../schemas/manifests/data.schema.json' with { type: 'json' };
import dvc from '../../../schemas/manifests/dvc.schema.json' with { type: 'json' };
import model from '../../../schemas/manifests/model.schema.json' with { type: 'json' };
import workspace from '../../../schemas/manifests/slipway.schema.json' with { type: 'json' };
import { checkValue } from '../../../server/manifests/schema/check-value.ts';
import { isMapping } from '../../../server/manifests/schema/json-schema.ts';
import { ManifestSchema } from '../../../server/manifests/schema/manifest-schema.ts';
import { type RandomSource, randomSource } from '../../conformance/random-source.ts';

const files = {
  'release/fraud.model.yaml': model,
  'release/transactions.data.yaml': data,
  'release/slipway.yaml': workspace,
  'pipeline/dvc.yaml': dvc,
};

test.each(Object.entries(files))(
  'says something of a changed %s exactly where ajv does',
  (file, schema) => {
    const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
    ajv.addVocabulary(['x-expected']);
    const oracle = ajv.compile(schema);
    const manifest = new ManifestSchema(schema);
    const whole: unknown = parse(readFileSync(join(import.meta.dirname, '../../workspaces', file), 'utf8'));
    const keys = wordsOf(schema);
    const random = randomSource(7);
    let refused = 0;
    expect(checkValue(manifest, whole)).toEqual([]);
    for (let round = 0; round < 3_000; round++) {
      let value = whole;
      for (let left = random.below(2); left >= 0; left--) value = mutated(value, random, keys);
      const isTaken = oracle(value);
      if (!isTaken) refused++;
      const faults = checkValue(manifest, value);
      if (isTaken !== (faults.length === 0))
        expect.fail(`ajv says ${isTaken}, we ${JSON.stringify(faults)}: ${JSON.stringify(value)}`);
    }
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(2_900);
  },
  30_000,
);

/** Names of all keys that a schema speaks of. */
function wordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf);
  if (!isMapping(schema)) return [];
  const own = isMapping(schema.properties) ? Object.keys(schema.properties) : [];
  return [...own, ...Object.values(schema).flatMap(wordsOf)];
}

/** Somewhere in it one value is another, or stands under another key, or is gone, or is new. */
function mutated(value: unknown, random: RandomSource, keys: readonly string[]): unknown {
  const size = isMapping(value) ? Object.keys(value).length : Array.isArray(value) ? value.length : 0;
  if (size === 0 || random.chance(0.1)) return replacement(random);
  const at = random.below(size);
  if (Array.isArray(value)) return value.with(at, mutated(value[at], random, keys));
  const entries = Object.entries(value as Record<string, unknown>);
  const [key, item] = entries[at] ?? ['', null];
  const change = random.below(12);
  if (change === 0) entries.splice(at, 1);
  else if (change === 1) entries[at] = [random.pick(keys), item];
  else if (change === 2) entries.push([random.pick(keys), replacement(random)]);
  else entries[at] = [key, mutated(item, random, keys)];
  return Object.fromEntries(entries);
}

function replacement(random: RandomSource): unknown {
  return random.pick<unknown>([
    null,
    true,
    0,
    -1,
    0.5,
    7,
    '',
    'text',
    '10m',
    'local',
    'any',
    'string',
    [],
    ['a'],
    ['a', 'a'],
    [1],
    {},
    { kind: 'local' },
    { a: 'b' },
  ]);
}
