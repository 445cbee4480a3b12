import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

const values = (count: number) => Array.from({ length: count }, (_, index) => index).join(', ');

describe('a folder without a pipeline', () => {
  const editor = useEditor({ workspace: 'empty' });
  const pipelines = () => editor().tree('Pipelines');

  test('says what one is, and makes one from a template that is saved by whoever wants it', async () => {
    await editor().openContainer('Slipway');
    await pipelines().welcome().getByText('No dvc.yaml in this folder').waitFor();
    await pipelines().welcome().getByRole('button', { name: 'Create Pipeline' }).click();
    await editor().page.locator('.tab.active.dirty[data-resource-name="dvc.yaml"]').waitFor();
    await editor().page.locator('.editor-instance .view-lines').getByText('python train.py').waitFor();
    await editor().run('View: Revert and Close Editor');
  });

  test('says why its stages cannot be shown where the runner cannot start, and shows them once it can', async () => {
    const store = join(editor().folder, '.slipway');
    await writeFile(store, 'no folder');
    await writeFile(join(editor().folder, 'dvc.yaml'), 'stages: {one: {cmd: echo, outs: [one]}}\n');
    await pipelines().item(store).waitFor();
    await rm(store);
    await editor().run('Slipway: Refresh Pipelines');
    await pipelines().item('oneit was never run').waitFor();
  });

  test('shows a thousand stages as one row, which opens, counts and can be cut to what matters', async () => {
    await writeFile(
      join(editor().folder, 'dvc.yaml'),
      `stages:\n  grid:\n    matrix: {a: [${values(25)}], b: [${values(40)}]}\n    cmd: echo \${item.a} > \${key}.txt\n    outs: ["\${key}.txt"]\n`,
    );
    await expect.poll(() => pipelines().items(), { timeout: 30_000 }).toEqual(['grid1000 stale']);
    await editor().run('Slipway: Run Stage');
    await editor().quickInput.type('grid@3-7');
    await editor().quickInput.pick('grid@3-7');
    await pipelines().item('grid999 stale, 1 up to date').waitFor();
    await pipelines().expand('grid');
    await pipelines().item('0-0it was never run').waitFor();
    await pipelines().item('0-0it was never run').click();
    await editor().page.keyboard.press('Control+f');
    await editor().page.keyboard.type('3-7');
    await pipelines()
      .item(/^3-7[\d.]+ s/)
      .waitFor();
    await editor().page.keyboard.press('Escape');
    await editor().run('Slipway: Show Only Stages That Are Not up to Date');
    await pipelines().item('grid999 stale').waitFor();
  });
});

describe('a pipeline that takes its time', () => {
  const editor = useEditor({ workspace: 'pipeline', git: true });
  const pipelines = () => editor().tree('Pipelines');

  test('is seen running again after a reload, and can be stopped', async () => {
    const file = join(editor().folder, 'dvc.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('cmd: python3 train.py', 'cmd: sleep 300'));
    await editor().openContainer('Slipway');
    await pipelines().item('prepare').waitFor();
    await editor().run('Slipway: Run Pipeline');
    await pipelines()
      .item(/^trainrunning for/)
      .waitFor();
    await editor().statusBarItem('1/4 stages').waitFor();
    await editor().reload();
    await editor().statusBarItem('1/4 stages').waitFor();
    await pipelines()
      .item(/^trainrunning for/)
      .waitFor();
    await editor().notification('Run Pipeline').waitFor();
    await pipelines().press(/^train/, 'Stop Pipeline');
    await pipelines()
      .item(/^trainrunning/)
      .waitFor({ state: 'detached' });
    await editor().statusBarItem('1/4 stages').waitFor({ state: 'detached' });
    await writeFile(file, text);
  });

  test('runs with other params for once, apart, and is applied to the workspace', async () => {
    await editor().run('Slipway: Run with Params…');
    await editor().quickInput.pick('lr');
    await editor().quickInput.accept();
    await expect.poll(() => editor().quickInput.text()).toContain('0.05 now');
    await editor().quickInput.enter('0.04');
    const told = editor().notification('Run in a private copy');
    await told.waitFor({ timeout: 60_000 });
    expect(await readFile(join(editor().folder, 'params.yaml'), 'utf8')).toContain('lr: 0.05');
    await told.getByRole('button', { name: 'Apply to Workspace' }).click();
    await editor().notification('Applied to the workspace').waitFor({ timeout: 60_000 });
    expect(await readFile(join(editor().folder, 'params.yaml'), 'utf8')).toContain('lr: 0.04');
    await expect
      .poll(() => pipelines().items())
      .toEqual([
        expect.stringMatching(/^prepare/),
        expect.stringMatching(/^train[\d.]+ s$/),
        'score2 up to date',
      ]);
  });
});

describe('the pipeline of a folder that is not trusted', () => {
  const editor = useEditor({ workspace: 'pipeline', trust: 'ask' });
  const pipelines = () => editor().tree('Pipelines');

  test('is shown, not judged, and cannot be run', async () => {
    await editor().openContainer('Slipway');
    await pipelines().item('trainnot judged').waitFor();
    await pipelines().root.getByText('Not trusted').waitFor();
    const entries = await pipelines().menuEntries('train');
    expect(entries).toContain('Go to Stage');
    for (const run of ['Run Stage', 'Run Only This Stage', 'Force Run of Stage'])
      expect(entries).not.toContain(run);
    await pipelines().item('train').click();
    const lenses = editor().page.locator('.editor-instance .codelens-decoration a');
    await lenses.filter({ hasText: 'Trust this folder to run its stages' }).first().waitFor();
    expect(await lenses.filter({ hasText: /^Run/ }).count()).toBe(0);
  });
});
