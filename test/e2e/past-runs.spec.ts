import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a pipeline’s run that is over', () => {
  const editor = useEditor({ workspace: 'pipeline', git: true });
  const pipelines = () => editor().tree('Pipelines');
  const params = () => readFile(join(editor().folder, 'params.yaml'), 'utf8');
  const setLr = async (value: string) =>
    writeFile(join(editor().folder, 'params.yaml'), (await params()).replace(/lr: .*/, `lr: ${value}`));

  beforeAll(() => editor().openContainer('Slipway'));

  test('and failed, goes on where it was once its cause is mended', async () => {
    await setLr('0.5');
    await editor().run('Slipway: Run Pipeline');
    const told = editor().notification('train failed');
    await told.waitFor({ timeout: 40_000 });
    await setLr('0.05');
    await told.getByRole('button', { name: 'Resume' }).click();
    await editor().statusBarItem('3 ran').waitFor({ timeout: 40_000 });
    await pipelines().item('score2 up to date').waitFor();
    // What it had done before it failed was not looked at again.
    await pipelines()
      .item(/^prepare[\d.]+ s/)
      .waitFor();
  });

  test('runs again with the params, code and data that it had, apart, and is applied', async () => {
    await setLr('0.04');
    await editor().run('Slipway: Run Pipeline');
    await editor().statusBarItem('3 ran, 1 up to date').waitFor({ timeout: 40_000 });
    await setLr('0.02');
    await editor().run('Slipway: Rerun with Past Inputs…');
    await editor().quickInput.pick('pipeline');
    const told = editor().notification('Run in a private copy');
    await told.waitFor({ timeout: 40_000 });
    expect(await params()).toContain('lr: 0.02');
    await told.getByRole('button', { name: 'Apply to Workspace' }).click();
    await expect.poll(params, { timeout: 40_000 }).toContain('lr: 0.04');
    await pipelines().item('score2 up to date').waitFor();
  });

  test('and was stopped, is resumed from the menu of a stage', async () => {
    const gate = join(editor().folder, 'gate');
    await setLr('0.06');
    const file = join(editor().folder, 'train.py');
    const script = await readFile(file, 'utf8');
    await writeFile(
      file,
      `import os, time\nwhile not os.path.exists(${JSON.stringify(gate)}): time.sleep(0.1)\n${script}`,
    );
    await editor().run('Slipway: Run Pipeline');
    await editor().statusBarItem('1/4 stages').waitFor({ timeout: 40_000 });
    await editor().run('Slipway: Stop Pipeline');
    await pipelines()
      .item(/^trainfailed: Stopped/)
      .waitFor({ timeout: 40_000 });
    await writeFile(gate, '');
    await pipelines().menu(/^train/, 'Resume Pipeline');
    await editor().statusBarItem('3 ran').waitFor({ timeout: 40_000 });
    await pipelines().item('score2 up to date').waitFor();
  });
});
