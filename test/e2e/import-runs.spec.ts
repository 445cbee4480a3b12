import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonJson } from '../bed/import-workspace.ts';
import { mlflowEnvironments } from '../bed/mlflow-server.ts';
import { useEditor } from './harness/use-editor.ts';

const python = await mlflowEnvironments.mlflow3();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`an mlruns folder that the mlflow client wrote${why}`, () => {
  const editor = useEditor({ workspace: 'empty' });

  test('is found in the folder and imported, and its runs stand in the tree', async () => {
    if ('skipped' in python) return;
    const { folder } = editor();
    await pythonJson(python, 'write_runs.py', [`file://${join(folder, 'mlruns')}`], folder);
    await editor().openContainer('Slipway');
    await editor().tree('Runs').welcome().getByText('Import them').click();
    await editor().quickInput.pick('mlruns');
    await editor().notification('Runs imported: 5 new, 0 updated, 0 unchanged').waitFor();
    const runs = editor().tree('Runs');
    await runs.expand('alpha');
    await runs.item('one').waitFor();
    await runs.expand('one');
    await runs.item('child').waitFor();
    await runs.expand('beta');
    await runs.item('bad').waitFor();
    expect(await runs.items()).not.toContain('gone');
  });

  test('adds nothing when it is imported again', async () => {
    await editor().run('Slipway: Import Runs…');
    await editor().quickInput.pick('mlruns');
    await editor().notification('Runs imported: 0 new, 0 updated, 5 unchanged').waitFor();
  });

  test('that holds nothing is refused in words', async () => {
    await editor().run('Slipway: Import Runs…');
    await editor().quickInput.pick('MLflow Server…');
    await editor().quickInput.type('nonsense');
    await editor().quickInput.accept();
    await expect.poll(() => editor().quickInput.text()).toContain('An address that begins with http://');
    await editor().quickInput.enter('http://127.0.0.1:9');
    await editor().notification('cannot be reached').waitFor();
  });

  test('leaves the deleted run to be cleaned up once confirmed', async () => {
    await editor().run('Slipway: Clean Up Runs…');
    await editor().quickInput.pick('Whatever Its Age');
    await expect.poll(() => editor().quickInput.labels()).toContain('gone');
    await editor().quickInput.pick('Remove What Is Listed…');
    await editor().answerDialog('Remove');
    await editor().notification('Removed:').waitFor();
    await editor().run('Slipway: Clean Up Runs…');
    await editor().quickInput.pick('Whatever Its Age');
    await editor().notification('There is nothing to clean up').waitFor();
  });
});
