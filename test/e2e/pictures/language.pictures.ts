import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { repository } from '../../bed/paths.ts';
import { CodeEditor } from '../harness/code-editor.ts';
import { Problems } from '../harness/problems.ts';
import { useEditor } from '../harness/use-editor.ts';

const images = join(repository, 'docs/images');

describe('the README’s picture of manifests that are checked', () => {
  const editor = useEditor({ workspace: 'pipeline' });

  test('in dark and light', { timeout: 240_000 }, async () => {
    await mkdir(images, { recursive: true });
    const file = join(editor().folder, 'dvc.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text
        .replace('      - lr\n', '      - learning_rat\n')
        .replace('- train.csv\n      - train.py', '- trian.csv\n      - train.py'),
    );
    await writeFile(join(editor().folder, 'params.yaml'), 'split: 0.75\nlearning_rate: 0.05\n');
    const code = new CodeEditor(editor());
    const problems = new Problems(editor());
    await editor().openFile('dvc.yaml');
    await problems.open();
    await problems.row('learning_rat').waitFor();
    await code.goTo(19, 14);
    for (const theme of ['dark', 'light'] as const) {
      await editor().setTheme(theme);
      await code.press('Escape');
      await code.goTo(19, 14);
      await code.press('Control+.');
      await editor().page.locator('.action-widget .monaco-list-row.action').first().waitFor();
      await editor().page.screenshot({ path: join(images, `language-${theme}.png`) });
      await code.press('Escape');
    }
  });
});
