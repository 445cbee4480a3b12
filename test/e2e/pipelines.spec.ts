import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a pipeline of dvc.yaml', () => {
  const editor = useEditor({ workspace: 'pipeline', git: true });
  const pipelines = () => editor().tree('Pipelines');
  const lens = (text: string | RegExp) =>
    editor().page.locator('.editor-instance .codelens-decoration a').filter({ hasText: text });
  /** Until none is: lenses that come meanwhile move the others from under the mouse. */
  async function runStale(): Promise<void> {
    const stale = lens('2 stale');
    const run = editor()
      .page.locator('.editor-instance .codelens-decoration')
      .filter({ hasText: '2 stale' })
      .locator('a')
      .filter({ hasText: 'Run' });
    for (let attempt = 1; ; attempt++) {
      await run.click();
      try {
        await stale.waitFor({ state: 'detached', timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }
  const problems = () => editor().page.locator('.markers-panel .monaco-list-row');
  async function setParam(name: string, value: string): Promise<void> {
    const file = join(editor().folder, 'params.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(new RegExp(`${name}: .*`), `${name}: ${value}`));
  }

  beforeEach(() => editor().openContainer('Slipway'));

  test('its stages stand in the tree with their states, a foreach as one row', async () => {
    await expect
      .poll(() => pipelines().items(), { timeout: 20_000 })
      .toEqual(['prepareit was never run', 'trainit was never run (+1 more)', 'score2 stale']);
    await pipelines().expand('score');
    await pipelines().item('worst').waitFor();
  });

  test('a stage is run from the tree with what it needs, and no other', async () => {
    await pipelines().press('train', 'Run Stage');
    await editor().statusBarItem('2 ran').waitFor();
    await expect
      .poll(() => pipelines().items())
      .toEqual([
        expect.stringMatching(/^prepare[\d.]+ s$/),
        expect.stringMatching(/^train[\d.]+ s$/),
        'score2 stale',
        'meanit was never run',
        'worstit was never run',
      ]);
    const hover = editor().page.locator('.monaco-hover:visible').filter({ hasText: 'python3 train.py' });
    // The mouse rests where the stage was run: only a move brings the hover.
    await pipelines().item('prepare').hover();
    await pipelines().item('train').hover();
    await hover.getByText('Reads: train.csv, train.py').waitFor();
  });

  test('a click on a stage goes to its line', async () => {
    await pipelines().item('train').click();
    await editor().page.locator('.tab.active[data-resource-name="dvc.yaml"]').waitFor();
    await editor().statusBarItem('Ln 13, Col 1').waitFor();
  });

  test('lenses say the state and the last run, and run what is stale', async () => {
    await lens('2 stale').waitFor();
    await lens(/[\d.]+ s · loss 0\.0214/).waitFor();
    await runStale();
    await editor().statusBarItem('2 ran, 2 up to date').waitFor();
    await lens('2 up to date').waitFor();
    expect(await readFile(join(editor().folder, 'scores/mean.txt'), 'utf8')).toBe('0.165\n');
  });

  test('a lens stays with its stage while the text above it is edited', async () => {
    const file = join(editor().folder, 'dvc.yaml');
    const text = await readFile(file, 'utf8');
    await editor().page.locator('.editor-instance .view-line').first().click();
    await editor().page.keyboard.press('Control+Home');
    await editor().page.keyboard.type('# a comment\n# and another\n');
    const lineOf = async (text: string) => {
      const box = await editor()
        .page.locator('.editor-instance .view-line')
        .filter({ hasText: text })
        .boundingBox();
      return box?.y ?? 0;
    };
    const above = async () => {
      const box = await lens('2 up to date').boundingBox();
      return (await lineOf('score:')) - (box?.y ?? 0);
    };
    await expect.poll(above).toBeGreaterThan(0);
    expect(await above()).toBeLessThan(40);
    for (const key of ['Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Delete', 'Control+S'])
      await editor().page.keyboard.press(key);
    await expect.poll(() => readFile(file, 'utf8')).toBe(text);
    await editor().page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  });

  test('an edit of a param makes stages stale with the reason, without being asked', async () => {
    await setParam('lr', '0.5');
    await pipelines().item('params.yaml:lr 0.05 -> 0.5').waitFor();
    await lens('stale: params.yaml:lr 0.05 -> 0.5').waitFor();
  });

  test('a dry run says what would run and why, and runs nothing', async () => {
    await editor().run('Slipway: Dry Run Pipeline');
    const text = editor().page.locator('.editor-instance .view-lines:visible');
    await text.getByText('3 of 4 stages would run').waitFor();
    await text.getByText('params.yaml:lr 0.05 -> 0.5').waitFor();
    await pipelines().item('params.yaml:lr 0.05 -> 0.5').waitFor();
  });

  test('a failure is told, stands in Problems at the line of the code, and leads to its stage', async () => {
    await editor().openContainer('Explorer');
    // Rows move down as the files of the last runs come.
    await editor().page.locator('.explorer-folders-view').getByText('metrics.json').waitFor();
    await editor().explorerMenu('dvc.yaml', 'Run Pipeline');
    const told = editor().notification('train failed');
    await told.getByText('diverged with lr 0.5').waitFor();
    await editor().openContainer('Slipway');
    await pipelines()
      .item(/trainfailed/)
      .waitFor();
    await told.getByRole('button', { name: 'Go to Stage' }).click();
    await editor().statusBarItem('Ln 13, Col 1').waitFor();
    await lens('failed: Exit code 1').waitFor();
    await editor().page.keyboard.press('Control+Shift+M');
    await problems()
      .filter({ hasText: 'ValueError: diverged with lr 0.5' })
      .filter({ hasText: 'Ln 12' })
      .waitFor();
  });

  test('a stage runs as a task, whose errors its problem matcher finds', async () => {
    await editor().run('Tasks: Run Task');
    await editor().quickInput.pick('slipway');
    await editor().quickInput.pick('slipway: train');
    await expect.poll(() => editor().terminalText(), { timeout: 20_000 }).toContain('1 failed');
    expect(await editor().terminalText()).toContain('ValueError: diverged with lr 0.5');
    await editor().page.keyboard.press('Control+Shift+M');
    await problems()
      .filter({ hasText: 'ValueError: diverged with lr 0.5' })
      .filter({ hasText: 'Ln 12' })
      .waitFor();
  });

  test('put right, it is run from the palette, and nothing is left in Problems', async () => {
    await setParam('lr', '0.05');
    await editor().run('Slipway: Run Stage');
    await editor().quickInput.pick('train');
    await pipelines().item('score2 up to date').waitFor();
    await pipelines()
      .item(/^train[\d.]+ s/)
      .waitFor();
  });

  test('what needs a stage is run from its menu, and what it needs is left', async () => {
    await setParam('split', '0.6');
    await setParam('lr', '0.06');
    await pipelines().item('params.yaml:split 0.75 -> 0.6').waitFor();
    await pipelines().item('params.yaml:lr 0.05 -> 0.06').waitFor();
    await pipelines().menu(/^train/, 'Run Downstream of Stage');
    await editor().statusBarItem('3 ran').waitFor();
    await pipelines()
      .item(/^prepare.*params\.yaml:split 0\.75 -> 0\.6/)
      .waitFor();
  });

  test('a stage that is up to date is forced from the palette, alone with what needs it', async () => {
    await editor().run('Slipway: Force Run Downstream of Stage');
    await editor().quickInput.pick('score@mean');
    await editor().statusBarItem('1 ran').waitFor();
    await pipelines().item('params.yaml:split 0.75 -> 0.6').waitFor();
  });

  test('a mistake in the file stands in the tree and in Problems', async () => {
    const file = join(editor().folder, 'dvc.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('cmd: python3 train.py', 'comand: python3 train.py'));
    await pipelines().item('dvc.yaml:14').waitFor();
    await problems().filter({ hasText: 'no key "comand"' }).waitFor();
    expect(await problems().filter({ hasText: 'no key "comand"' }).count()).toBe(1);
    await writeFile(file, text);
    await pipelines().item('dvc.yaml:14').waitFor({ state: 'detached' });
  });
});
