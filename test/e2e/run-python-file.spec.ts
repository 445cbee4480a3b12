import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a Python file as a tracked run', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');

  test('starts from the editor title, and ends with its metric in the tree and its output in a terminal', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('train.py');
    await editor().pressEditorAction('Run Python File as Tracked Run');
    await runs()
      .item(/loss 0\.25/)
      .waitFor();
    await expect.poll(() => editor().terminalText()).toContain('trained');
    await expect.poll(() => editor().terminalText()).toContain('Run ended with exit code 0.');
    await expect.poll(() => runs().items()).toHaveLength(2);
  });

  test('opens its artifact in an editor', async () => {
    await runs().menu(/loss 0\.25/, 'Open Artifact');
    await editor().quickInput.pick('report.txt');
    await expect.poll(() => editor().tabs()).toContain('report.txt');
    await editor().page.getByText('the loss fell to 0.25').waitFor();
  });

  test('starts from the Explorer; one that fails says so with its reason', async () => {
    await editor().explorerMenu('broken.py', 'Run Python File as Tracked Run');
    await editor().openContainer('Slipway');
    await runs()
      .item(/failed/)
      .waitFor();
    await expect.poll(() => editor().terminalText()).toContain('the data is not there');
  });

  test('is live while it runs, stops when told, and can be started again', async () => {
    await editor().openFile('slow.py');
    await editor().run('Slipway: Run Python File as Tracked Run');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().statusBarItem('1 run').waitFor();
    await runs().press(/running/, 'Stop Run');
    await runs()
      .item(/stopped/)
      .waitFor();
    await runs().menu(/stopped/, 'Rerun');
    await runs()
      .item(/running/)
      .waitFor();
    await runs().press(/running/, 'Stop Run');
    await expect
      .poll(async () => (await runs().items()).filter((text) => text.includes('stopped')))
      .toHaveLength(2);
  });

  test('shows its output again after the terminal was closed', async () => {
    await editor().run('Terminal: Kill All Terminals');
    await runs().menu(/loss 0\.25/, 'Show Output');
    await expect.poll(() => editor().terminalText()).toContain('trained');
  });
});
