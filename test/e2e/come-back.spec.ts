import { describe, expect, test } from 'vitest';
import { killProcessesWith } from './harness/process-list.ts';
import { useEditor } from './harness/use-editor.ts';

describe('a run that goes on', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');

  test('is live again after the window is reloaded, its output too', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('slow.py');
    await editor().run('Slipway: Run Python File as Tracked Run');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().reload();
    await editor().openContainer('Slipway');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().statusBarItem('1 run').waitFor();
    await expect.poll(() => editor().terminalText()).toMatch(/second \d+/);
  });

  test('is live again after VS Code was closed and opened', async () => {
    await editor().page.goto('about:blank');
    await editor().open();
    await editor().openContainer('Slipway');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().statusBarItem('1 run').waitFor();
  });

  test('is live again after its runner was killed', async () => {
    expect(killProcessesWith('runner.cjs', editor().folder)).not.toEqual([]);
    await expect
      .poll(async () => (await editor().page.getByText('does not answer').count()) === 0, { timeout: 30_000 })
      .toBe(true);
    await runs()
      .item(/running/)
      .waitFor();
    await runs().press(/running/, 'Stop Run');
    await runs()
      .item(/stopped/)
      .waitFor();
  });

  test('the runner stops when told, and starts with the next request', async () => {
    await editor().run('Slipway: Stop Runner');
    await editor().statusBarItem('is stopped').waitFor();
    await editor().run('Slipway: Refresh Runs');
    await runs()
      .item(/stopped/)
      .waitFor();
  });
});
