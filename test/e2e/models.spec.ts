import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { anyRun, register, train } from './harness/releases.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('registered models', () => {
  const editor = useEditor({ workspace: 'models', settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');

  test('a view without models says how to register one', async () => {
    await editor().openContainer('Slipway');
    await train(editor(), 1);
    await models().welcome().getByText('Register Model…').waitFor();
  }, 120_000);

  test('a run is registered, and its version tells run, data, signature and files', async () => {
    await register(editor(), 'fraud', 1);
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
    await train(editor(), 2);
    await register(editor(), 'fraud', 2);
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
