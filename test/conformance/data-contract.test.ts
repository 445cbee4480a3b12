import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkContract } from '../../server/contracts/check-contract.ts';
import { parseDataManifest } from '../../server/manifests/data/parse-data-manifest.ts';
import { pythonEnv } from '../bed/python-env.ts';

const requirements = readFileSync(join(import.meta.dirname, '../../examples/requirements.txt'), 'utf8');
const python = await pythonEnv(
  'example',
  requirements.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Writes one table as CSV and as Parquet, and prints how many rows pandas finds to break what the contract says. */
const script = `
import json, os, sys
import numpy as np, pandas as pd
os.chdir(sys.argv[1])
random = np.random.default_rng(0)
n = 25_000
t = pd.DataFrame({
  "id": [f"r{i}" for i in range(n)],
  "at": pd.date_range("2026-01-01", periods=n, freq="min"),
  "amount": random.normal(50, 25, n).round(3),
  "age": random.integers(10, 100, n),
  "country": random.choice(["AT", "DE", "NL", "XX"], n),
  "fraud": random.random(n) < 0.1,
})
t.loc[::50, "amount"] = np.nan
t.loc[7, "id"] = "r1"
t.to_csv("t.csv", index=False, date_format="%Y-%m-%dT%H:%M:%S")
t.to_parquet("t.parquet", index=False)
print(json.dumps({
  "at": int((t["at"] < "2026-01-02").sum()),
  "amount": int((t["amount"].isna() | (t["amount"] < 0)).sum()),
  "age": int((t["age"] < 18).sum()),
  "country": int((~t["country"].isin(["AT", "DE", "NL"])).sum()),
}))
`;
const contract = `slipway: 1
name: t
path: t.csv
schema:
  primaryKey: id
  fields:
    - {name: id, type: string}
    - {name: at, type: datetime, constraints: {minimum: "2026-01-02T00:00:00"}}
    - {name: amount, type: number, constraints: {required: true, minimum: 0}}
    - {name: age, type: integer, constraints: {minimum: 18}}
    - {name: country, type: string, constraints: {enum: [AT, DE, NL]}}
    - {name: fraud, type: boolean}
`;

describe.skipIf('skipped' in python)(`data contracts count what pandas counts${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'slw-contract-'));
  let broken: Record<string, number>;
  beforeAll(() => {
    if ('skipped' in python) return;
    const said = execFileSync(python.python, ['-c', script, folder], { env: python.env });
    broken = JSON.parse(String(said));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['t.csv', 't.parquet'])('in %s', async (name) => {
    const { value } = parseDataManifest(contract);
    if (!value) throw new Error('the contract has a fault');
    const { signal } = new AbortController();
    const { rows, faults } = await checkContract(value, join(folder, name), false, signal);
    expect(rows).toBe(25_000);
    const counted = faults.map((fault) => fault.split(' of ')[0]);
    expect(counted).toEqual([
      ...Object.entries(broken).map(([column, count]) => `${column}: ${count}`),
      'id: 1 rows have a key that another has',
    ]);
  });
});
