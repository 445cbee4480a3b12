import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { trackedEnvironment } from '../../../server/python/tracked-environment.ts';
import { pythonEnv } from '../../bed/python-env.ts';

const bed = await pythonEnv('mlflow3', ['mlflow==3.17.2', 'scikit-learn', 'pandas']);
const skipped = 'skipped' in bed ? ` (skipped: ${bed.skipped})` : '';
const python = 'skipped' in bed ? { python: '', env: {} } : bed;

let folder: string;
let trackingUri: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-autolog-'));
  mkdirSync(join(folder, 'execution'));
  trackingUri = `sqlite:///${join(folder, 'mlflow.db')}`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, autolog: boolean): void {
  writeFileSync(join(folder, 'train.py'), script);
  const tracking = { trackingUri, executionDir: join(folder, 'execution'), workspace: folder, autolog };
  const env = trackedEnvironment(python.env, tracking);
  execFileSync(python.python, ['train.py'], { cwd: folder, env, stdio: 'pipe' });
}

/** Parameter C of every run, read by mlflow itself. */
function loggedC(): (string | undefined)[] {
  const question = `
import json, mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
print(json.dumps([run.data.params for run in mlflow.search_runs(search_all_experiments=True, output_format="list")]))`;
  const answer = execFileSync(python.python, ['-c', question, trackingUri], {
    cwd: folder,
    env: python.env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (JSON.parse(answer) as Record<string, string>[]).map(({ C }) => C);
}

const training = `
from sklearn.linear_model import LogisticRegression
LogisticRegression(C=0.5).fit([[0.0], [1.0]], [0, 1])
`;

describe.skipIf(skipped)(`autologging with the real mlflow${skipped}`, { timeout: 180_000 }, () => {
  test('a script without mlflow has its training logged, where that was asked for', () => {
    run(training, false);
    expect(loggedC()).toEqual([]);
    run(training, true);
    expect(loggedC()).toEqual(['0.5']);
  });

  test('a script that uses mlflow itself is left alone', () => {
    run(`${training}\nimport mlflow\n`, true);
    expect(loggedC()).toEqual([]);
  });
});
