import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a run that is there', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');
  const name = 'baseline';

  test('is renamed', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('train.py');
    await editor().run('Slipway: Run Python File as Tracked Run');
    await runs()
      .item(/loss 0\.25/)
      .waitFor();
    await runs().menu(/loss 0\.25/, 'Rename Run');
    await editor().quickInput.enter(name);
    await runs().item(name).waitFor();
  });

  test('is starred, and not any more', async () => {
    await runs().menu(name, 'Star Run');
    await runs().item(/★/).waitFor();
    expect(await runs().menuEntries(name)).not.toContain('Star Run');
    await runs().menu(name, 'Unstar Run');
    await runs().item(/★/).waitFor({ state: 'detached' });
  });

  test('is given a note, which its hover shows', async () => {
    await runs().menu(name, 'Edit Note');
    await editor().quickInput.enter('first try');
    await expect.poll(() => hoverOf(name)).toContain('first try');
  });

  test('is given a tag, which can be taken away', async () => {
    await runs().menu(name, 'Add Tag');
    await editor().quickInput.enter('team');
    await editor().quickInput.enter('vision');
    await runs().menu(name, 'Remove Tag');
    await editor().quickInput.pickSeveral(['team']);
    await runs().menu(name, 'Remove Tag');
    await editor().notification('has no tags to remove').waitFor();
  });

  test('refuses a tag that is MLflow’s own', async () => {
    await runs().menu(name, 'Add Tag');
    await editor().quickInput.type('mlflow.runName');
    await expect.poll(() => editor().quickInput.text()).toContain('keys of MLflow and Slipway are theirs');
    await editor().quickInput.cancel();
  });

  test('is deleted, shown among the deleted and restored', async () => {
    await runs().menu(name, 'Delete Run');
    await runs().item(name).waitFor({ state: 'detached' });
    await editor().run('Slipway: Show Deleted Runs');
    await runs().menu(/deleted/, 'Restore Run');
    await editor().run('Slipway: Hide Deleted Runs');
    await runs()
      .item(/loss 0\.25/)
      .waitFor();
  });

  test('is offered by the palette’s commands too', async () => {
    await editor().run('Slipway: Rename Run');
    await editor().quickInput.pick(name);
    await editor().quickInput.enter('from the palette');
    await runs().item('from the palette').waitFor();
  });

  async function hoverOf(text: string): Promise<string> {
    await editor().openContainer('Slipway');
    await editor().page.mouse.move(700, 300);
    await runs().item(text).hover();
    const hover = editor().page.locator('.monaco-hover:visible');
    // A tree that is drawn anew takes a hover away: then it is asked for again.
    const shown = await hover
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
    return shown ? hover.first().innerText() : '';
  }
});
