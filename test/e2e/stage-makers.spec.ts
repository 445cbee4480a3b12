import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await pythonEnv('dvc-papermill', [
  'dvc==3.67.1',
  'papermill==2.7.0',
  'ipykernel==7.4.0',
  'pandas==3.1.1',
  'scikit-learn==1.9.1',
]);

describe.skipIf('skipped' in python)('a stage from a notebook, and from a run', () => {
  const editor = useEditor({ workspace: 'stage-makers', settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const changesTab = () => editor().page.locator('.tab').filter({ hasText: 'not written yet' });
  const text = (name: string) => readFile(join(editor().folder, name), 'utf8');

  async function run(command: string, ...args: string[]): Promise<string> {
    if ('skipped' in python) return '';
    const env = { ...python.env, PATH: `${dirname(python.python)}${delimiter}${process.env.PATH}` };
    return (await promisify(execFile)(command, args, { cwd: editor().folder, env })).stdout;
  }

  beforeAll(async () => {
    if ('skipped' in python) return;
    await run('git', 'init', '--quiet');
    await run('dvc', 'init', '--quiet');
    await run('dvc', 'repro', '--quiet');
    await editor().reload();
  });

  test('a notebook is turned into a stage: asked, shown as a diff, written when confirmed', async () => {
    const before = await text('dvc.yaml');
    await editor().openFile('notebooks/flower.ipynb');
    await editor().run('Slipway: Turn Notebook into Pipeline Stage…');
    await input().pick('They Are Parameters');
    await input().box.getByText('Name of the stage').waitFor();
    await input().type('data');
    await input().accept();
    await input().box.getByText('dvc.yaml has a stage "data" already. Give it another name').waitFor();
    await input().enter('flower');

    await input().box.getByText('flower.joblib').waitFor();
    await input().pick('max_iter');
    await input().accept();
    const changes = editor().page.locator('.editor-instance .modified .view-lines');
    await changes.getByText('papermill notebooks/flower.ipynb').first().waitFor();
    await input().pick('To Know Before');
    await input().box.getByText('No tracked run of this notebook has succeeded yet').waitFor();
    await editor().page.keyboard.press('Escape');
    await input().box.getByText('Write the Stage').waitFor();
    expect(await text('dvc.yaml')).toBe(before);

    await input().pick('Choose Again');
    await input().box.getByRole('button', { name: 'OK' }).click();
    await input().pick('Write the Stage');
    await expect.poll(() => text('dvc.yaml')).toContain('  flower:\n    cmd: ');
    await editor().page.locator('.tab.active[data-resource-name="dvc.yaml"]').waitFor();
    await changesTab().waitFor({ state: 'detached' });
    expect(await text('params.yaml')).toBe(
      'flower:\n  C: 0.5\n  tolerance: 1.0e-05\n  shuffle: true\n  data: iris\n',
    );
    await run('dvc', 'repro');
    expect(JSON.parse(await run('dvc', 'status', '--json'))).toEqual({});
  }, 180_000);

  test('a run is turned into a stage from the Runs view; cancelling writes nothing', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter('python train.py --data data/iris.csv --C 0.5 --max-iter=500');
    const runs = editor().tree('Runs');
    const made = /^[a-z]+-[a-z]+-\d+/;
    await runs.item(made).waitFor();
    await expect
      .poll(() => runs.items(), { timeout: 60_000 })
      .not.toContainEqual(expect.stringContaining('running'));
    const before = await text('dvc.yaml');

    await runs.menu(made, 'Turn Run into Stage…');
    await input().enter('train');
    await input().box.getByText('iris.joblib').waitFor();
    await input().accept();
    await input().box.getByText('Write the Stage').waitFor();
    await changesTab().waitFor();
    await input().cancel();
    await changesTab().waitFor({ state: 'detached' });
    expect(await text('dvc.yaml')).toBe(before);

    await runs.menu(made, 'Turn Run into Stage…');
    await input().enter('train');
    await input().box.getByText('iris.joblib').waitFor();
    await input().accept();
    await input().pick('Write the Stage');
    await expect
      .poll(() => text('dvc.yaml'))
      .toContain('    deps:\n    - data/iris.csv\n    - features.py\n    - train.py\n');
    expect(await text('params.yaml')).toContain('train:\n  C: 0.5\n  max_iter: 500\n');
    await run('dvc', 'repro');
    expect(JSON.parse(await run('dvc', 'status', '--json'))).toEqual({});
  }, 180_000);
});
