import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a freshly installed extension in an empty folder', () => {
  const editor = useEditor({ workspace: 'empty' });

  test('shows its container in the activity bar, with a view of runs', async () => {
    await editor().openContainer('Slipway');
    await editor().tree('Runs').root.waitFor();
  });

  test('says what to do first, with a button', async () => {
    const welcome = editor().tree('Runs').welcome();
    await welcome.getByRole('button').first().waitFor();
    expect(await welcome.innerText()).toContain('run');
  });

  test('offers its commands in the palette', async () => {
    const title = 'Slipway: Run Command as Tracked Run';
    await expect.poll(() => editor().offered(title), { timeout: 20_000 }).toContain(title);
  });

  test('is there again after the window is reloaded', async () => {
    await editor().reload();
    await editor().openContainer('Slipway');
    await editor().tree('Runs').welcome().getByRole('button').first().waitFor();
  });
});
