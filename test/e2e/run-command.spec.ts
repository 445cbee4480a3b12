import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('any command as a tracked run', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');

  test('runs what is typed, its quotes read as a shell does', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await editor().quickInput.type(`python3 -c "print('from a command')"`);
    await editor().quickInput.accept();
    await expect.poll(() => editor().terminalText()).toContain('from a command');
    await runs().item('Default').waitFor();
  });

  test('offers what was run before', async () => {
    await editor().run('Slipway: Run Command as Tracked Run');
    await editor().quickInput.pick('from a command');
    await expect.poll(async () => (await runs().items()).length).toBe(3);
  });

  test('a program that is not there fails with its name', async () => {
    await editor().run('Slipway: Run Command as Tracked Run');
    await editor().quickInput.type('no-such-program --help');
    await editor().quickInput.accept();
    await runs()
      .item(/failed/)
      .waitFor();
  });
});
