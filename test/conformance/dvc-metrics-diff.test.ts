import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MetricDifference } from '../../server/pipelines/metric-differences.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** One metrics file in git, one in the cache only. */
const pipeline = `stages:
  train:
    cmd: cp in.json scores.json && cp in.yaml cached.yaml
    deps: [in.json, in.yaml]
    metrics: [scores.json: {cache: false}, cached.yaml]
`;

type DvcDiff = Record<string, Record<string, { old?: number; new?: number }>>;

describe.skipIf('skipped' in python)(`differences of metrics, against dvc metrics diff${why}`, () => {
  let workspace: TestWorkspace;

  function tool(program: string, ...args: string[]): string {
    if ('skipped' in python) return '';
    const env = { ...python.env, PATH: `${dirname(python.python)}${delimiter}${process.env.PATH}` };
    return execFileSync(program, args, { cwd: workspace.folder, env, encoding: 'utf8' });
  }

  async function commit(scores: string, cached: string): Promise<void> {
    workspace.write('in.json', scores);
    workspace.write('in.yaml', cached);
    const { code, stderr } = await workspace.slipway('run');
    if (code !== 0) throw new Error(stderr);
    tool('git', 'add', '.');
    tool('git', 'commit', '--quiet', '--message', 'State');
  }

  beforeEach(async () => {
    workspace = new TestWorkspace();
    tool('git', 'init', '--quiet');
    tool('git', 'config', 'user.email', 'ana@example.com');
    tool('git', 'config', 'user.name', 'Ana');
    tool('dvc', 'init', '--quiet');
    workspace.write('dvc.yaml', pipeline);
    await commit(
      '{"auc": 0.8, "same": 3, "gone": 1, "deep": {"loss": 2, "more": {"x": 1e-05}}}',
      'rows: 10\n',
    );
    await commit(
      '{"auc": 0.875, "same": 3, "deep": {"loss": 0.5, "more": {"x": 2e-05}}, "new": 4}',
      'rows: 12\n',
    );
  });
  afterEach(() => workspace.dispose());

  test.each([[['HEAD~1']], [['HEAD~1', '--all']], [[]]])(
    'with %j',
    async (args) => {
      rmSync(join(workspace.folder, 'cached.yaml'));
      const expected = JSON.parse(tool('dvc', 'metrics', 'diff', '--json', ...args)) as DvcDiff;
      const { stdout, stderr } = await workspace.slipway('metrics', 'diff', '--json', ...args);
      expect(stderr).toBe('');
      const found: DvcDiff = {};
      for (const { path, key, before, after } of JSON.parse(stdout).metrics as MetricDifference[]) {
        found[path] ??= {};
        found[path][key] = {
          ...(before !== null && { old: before }),
          ...(after !== null && { new: after }),
        };
      }
      const theirs = Object.entries(expected).map(([path, keys]) => [
        path,
        Object.fromEntries(
          Object.entries(keys).map(([key, { old, new: now }]) => [
            key,
            { ...(typeof old === 'number' && { old }), ...(typeof now === 'number' && { new: now }) },
          ]),
        ),
      ]);
      expect(found).toEqual(Object.fromEntries(theirs));
    },
    60_000,
  );
});
