import { beforeAll, describe, expect, inject, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { installStandIn } from './harness/stand-ins.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

// ipykernel brings debugpy.
const bed = await pythonEnv('notebooks', ['ipykernel', 'papermill', 'tqdm']);

describe.skipIf('skipped' in bed)('a script under the debugger, and a notebook', () => {
  const editor = useEditor({ workspace: 'scripts', settings: pythonSettings(bed) });
  const runs = () => editor().tree('Runs');

  beforeAll(async () => {
    await installStandIn(inject('bed'), 'python-debugger');
    await editor().reload();
  });

  test('Debug as Tracked Run starts the debugger on the file, and its run ends with the exit code', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('train.py');
    await editor().run('Slipway: Debug as Tracked Run');
    await runs()
      .item(/loss 0\.25/)
      .waitFor({ timeout: 40_000 });
    await expect.poll(() => runs().items()).not.toContainEqual(expect.stringContaining('running'));
  });

  test('a script that fails under the debugger is a failed run', async () => {
    await editor().openFile('broken.py');
    await editor().run('Slipway: Debug as Tracked Run');
    await editor().page.getByText('Exception has occurred').first().waitFor({ timeout: 40_000 });
    await editor().page.keyboard.press('F5');
    await runs()
      .item(/failed/)
      .waitFor();
  });

  test('Run Notebook as Tracked Run executes it from its toolbar, output streamed', async () => {
    await editor().openFile('explore.ipynb');
    await editor()
      .page.locator('.notebook-toolbar-container')
      .getByLabel('Run Notebook as Tracked Run')
      .click();
    await expect.poll(() => editor().terminalText(), { timeout: 40_000 }).toContain('the answer is 42');
    await expect.poll(() => editor().terminalText()).toContain('Run ended with exit code 0.');
    await runs().item('explore.ipynb').waitFor();
  });
});
