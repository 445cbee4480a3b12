import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('registered models', () => {
  const editor = useEditor({ workspace: 'models', settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const runs = () => editor().tree('Runs');
  const anyRun = /^[a-z]+-[a-z]+-\d+/;

  async function train(columnCount: number, endedBefore: number): Promise<void> {
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter(`python train.py ${columnCount}`);
    // The experiment's row, and one for each run.
    const ended = async () => {
      const items = await runs().items();
      return items.length === endedBefore + 2 && !items.some((item) => item.includes('running'));
    };
    await expect.poll(ended, { timeout: 90_000 }).toBe(true);
    // Its process ends a little later than the run that it logs.
    await expect.poll(() => runs().menuEntries(anyRun), { timeout: 30_000 }).toContain('Register Model…');
  }

  test('a view without models says how to register one', async () => {
    await editor().openContainer('Slipway');
    await train(1, 0);
    await models().welcome().getByText('Register Model…').waitFor();
  }, 120_000);

  test('a run is registered, and its version tells run, data, signature and files', async () => {
    await runs().menu(anyRun, 'Register Model…');
    await input().enter('fraud');
    await models().item('fraud').waitFor();
    await models().expand('fraud');
    await models().expand('Version 1');
    await models().item('Signature').waitFor();
    expect((await models().items()).join('\n')).toMatch(
      /Data: traintransactions [0-9a-f]+\nSignature\w+: FP32 \[-1, 1\] → .*\n\d+ files.* kB · onnx, python_function/,
    );
    await models().item(/^Run/).click();
    await editor().page.locator('.tab.active').getByText(anyRun).waitFor();
  }, 60_000);

  test('a version gets an alias, a description and a tag, and loses the alias', async () => {
    await models().menu('Version 1', 'Add Alias…');
    await input().enter('champion');
    await models()
      .item(/Version 1.*@champion/)
      .waitFor();
    await models()
      .item(/fraud.*@champion 1/)
      .waitFor();
    await models().menu('Version 1', 'Edit Description…');
    await input().enter('amount alone');
    await models()
      .item(/Version 1.*amount alone/)
      .waitFor();
    await models().menu('Version 1', 'Add Tag…');
    await input().enter('owner');
    await input().enter('ana');
    await models().item('ownerana').waitFor();
    await models().menu('Version 1', 'Remove Alias…');
    await models().item('@champion').waitFor({ state: 'detached' });
  }, 60_000);

  test('two versions are compared: what differs first', async () => {
    await train(2, 1);
    await runs().menu(anyRun, 'Register Model…');
    await input().pick('fraud');
    await models().item('Version 2').waitFor();
    await models().menu('Version 1', 'Select for Compare');
    await models().menu('Version 2', 'Compare with Selected');
    const page = editor().webview();
    await page.getByText('fraud: versions 1 and 2').waitFor();
    const row = page.locator('tbody tr').filter({ hasText: 'columns' });
    await row.waitFor();
    expect(await row.innerText()).toContain('amount,age');
    await page.locator('tbody tr').filter({ hasText: 'auc' }).waitFor();
    await page
      .locator('tbody tr')
      .filter({ hasText: /inputs.*FP32 \[-1, 2\]/ })
      .waitFor();
    await page.getByText('The same in both').click();
    await page.locator('details tbody tr').filter({ hasText: 'train' }).waitFor();
  }, 120_000);

  test('a version and a model are deleted once that is confirmed', async () => {
    await models().menu('Version 1', 'Delete Version…');
    await editor().answerDialog('Cancel');
    await models().item('Version 1').waitFor();
    await models().menu('Version 1', 'Delete Version…');
    await editor().answerDialog('Delete');
    await models().item('Version 1').waitFor({ state: 'detached' });
    await models().menu(/^fraud/, 'Delete Model…');
    await editor().answerDialog('Delete');
    await models().welcome().waitFor();
  }, 60_000);
});
