import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a tracked terminal', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');

  test('makes a run of each command that starts a process, and of no other', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: New Tracked Terminal');
    await prompt();
    await editor().typeInTerminal('cd .');
    await prompt();
    await editor().typeInTerminal('python3 train.py');
    await runs()
      .item(/loss 0\.25/)
      .waitFor();
    await prompt();
    await editor().typeInTerminal('python3 broken.py');
    await runs()
      .item(/failed/)
      .waitFor();
    await expect.poll(() => runs().items()).toHaveLength(3);
  });

  test('has the slipway command on its PATH, as any terminal', async () => {
    await editor().typeInTerminal('slipway --help | head -n 1');
    await expect.poll(() => editor().terminalText()).toContain('Usage: slipway');
  });

  let prompts = 0;

  /** Waits for the shell to ask for the next command: the last prompt still stands before what was typed is echoed. */
  async function prompt(): Promise<void> {
    prompts += 1;
    await expect
      .poll(async () => {
        const lines = (await editor().terminalText()).trimEnd().split('\n');
        return {
          prompts: lines.filter((line) => /[$#](\s|$)/.test(line)).length,
          asks: /[$#]$/.test(lines.at(-1)?.trimEnd() ?? ''),
        };
      })
      .toEqual({ prompts, asks: true });
  }
});
