import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CodeEditor } from './harness/code-editor.ts';
import { useEditor } from './harness/use-editor.ts';

describe('names in manifests', () => {
  const editor = useEditor({ workspace: 'pipeline' });
  let code: CodeEditor;
  const text = (path: string) => readFile(join(editor().folder, path), 'utf8');

  beforeAll(async () => {
    code = new CodeEditor(editor());
    await editor().openFile('dvc.yaml');
  });

  test('Go to Definition leads from a dep to the stage that makes it', async () => {
    await code.goTo(16, 12);
    await expect
      .poll(async () => {
        await code.press('F12');
        return editor()
          .statusBarItem(/^Ln \d+, Col \d+/)
          .innerText();
      })
      .toBe('Ln 11, Col 9');
  });

  test('above a stage stands how often it is used, and a click shows where', async () => {
    const lens = editor()
      .page.locator('.codelens-decoration a')
      .filter({ hasText: /^\d+ references?$/ });
    const first = lens.first();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/^[1-9]\d* references?$/);
    await first.click();
    const peek = editor().page.locator('.peekview-widget');
    await peek.waitFor();
    expect(await peek.innerText()).toContain('dvc.yaml');
    await code.press('Escape');
    await peek.waitFor({ state: 'detached' });
  });

  test('a param is renamed in the pipeline and in its params file', async () => {
    await code.goTo(19, 9);
    await code.press('F2');
    const box = editor().page.locator('.rename-box input');
    await box.waitFor();
    expect(await box.inputValue()).toBe('lr');
    await box.fill('rate');
    await code.press('Enter');
    await expect.poll(() => text('params.yaml')).toBe('split: 0.75\nrate: 0.05\n');
    await expect.poll(() => text('dvc.yaml')).toContain('    params:\n      - rate\n');
  });

  test('a script that is renamed in the Explorer is renamed in the pipeline', async () => {
    await editor().explorerMenu('train.py', 'Rename...');
    const input = editor().page.locator('.explorer-folders-view input');
    await input.waitFor();
    await input.fill('fit.py');
    await input.press('Enter');
    await editor().answerDialog('OK');
    await expect.poll(() => text('dvc.yaml')).toContain('cmd: python3 fit.py\n');
    expect(await text('dvc.yaml')).toContain('      - train.csv\n      - fit.py\n');
    expect(await text('fit.py')).not.toBe('');
  });
});
