import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CodeEditor } from './harness/code-editor.ts';
import { Problems } from './harness/problems.ts';
import { useEditor } from './harness/use-editor.ts';

describe('a model manifest', () => {
  const editor = useEditor({ workspace: 'release' });
  let code: CodeEditor;
  let problems: Problems;

  beforeAll(() => {
    code = new CodeEditor(editor());
    problems = new Problems(editor());
  });

  test('has a language and an icon of its own', async () => {
    await editor().openFile('fraud.model.yaml');
    await editor().statusBarItem('Slipway Model').waitFor();
    const label = editor().page.locator('.tab.active .slipway-model-lang-file-icon').first();
    await label.waitFor();
    const icon = await label.evaluate((element) => getComputedStyle(element, '::before').backgroundImage);
    expect(decodeURIComponent(icon)).toMatch(/media\/language\/(light|dark)\.svg/);
  });

  test('a misspelt key is underlined as it is typed, told of once, and renamed back by its fix', async () => {
    const onDisk = () => readFile(join(editor().folder, 'fraud.model.yaml'), 'utf8');
    const before = await onDisk();
    await problems.open();
    await editor().openFile('fraud.model.yaml');
    await code.goTo(18, 9);
    await code.type('s');
    await code.press('Escape');
    await problems.row('"deploy" has no key "targets"; did you mean "target"?').waitFor();
    await code.squiggles('error').first().waitFor();
    expect((await problems.rows()).filter((row) => row.includes('target'))).toHaveLength(1);
    await code.takeQuickFix('Rename to "target"');
    await problems.row('has no key').waitFor({ state: 'hidden' });
    await code.press('Control+S');
    await expect.poll(onDisk).toBe(before);
  });
});
