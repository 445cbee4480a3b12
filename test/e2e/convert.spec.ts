import { beforeAll, describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('a model converted to ONNX', () => {
  const editor = useEditor({ workspace: 'convert', settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');

  beforeAll(async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter('python train.py regressor');
    await models().item('regressor').waitFor({ timeout: 90_000 });
  }, 180_000);

  test('it is loaded only after a yes to its origin, compared, and becomes the next version', async () => {
    await models().expand('regressor');
    await models().menu('Version 1', 'Convert to ONNX');
    await input().pick('Logged Input Example');
    const dialog = editor().page.locator('.monaco-dialog-box');
    await dialog.getByText('Load regressor 1? That executes the code in its files.').waitFor();
    expect(await dialog.innerText()).toMatch(
      /logged by the run regressor\.\s+Kind: sklearn\s+SHA-256: [0-9a-f]{16}/,
    );
    await editor().answerDialog('Cancel');
    await dialog.waitFor({ state: 'detached' });

    await models().menu('Version 1', 'Convert to ONNX');
    await input().pick('Logged Input Example');
    await editor().answerDialog('Load and Convert');
    const done = editor().notification('regressor 1 is converted to ONNX: version 2 of regressor.');
    await done.waitFor({ timeout: 60_000 });
    expect(await done.innerText()).toContain('alike on 8 rows (rtol 0.0001, atol 0.00001, float32)');
    await models().item('Version 2').waitFor();
    await done.getByText('Show Run').click();
    await editor().page.locator('.tab.active').getByText('convert regressor 1').waitFor();
  }, 120_000);
});
