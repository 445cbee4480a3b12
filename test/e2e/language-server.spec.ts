import { beforeAll, describe, expect, inject, test } from 'vitest';
import { CodeEditor } from './harness/code-editor.ts';
import { Problems } from './harness/problems.ts';
import { killProcessesWith, processesWith } from './harness/process-list.ts';
import { useEditor } from './harness/use-editor.ts';

describe('a dvc.yaml with a mistake', () => {
  const editor = useEditor({ workspace: 'broken-manifest' });
  let code: CodeEditor;
  let problems: Problems;

  beforeAll(() => {
    code = new CodeEditor(editor());
    problems = new Problems(editor());
  });

  test('is underlined as it is opened, and listed in Problems', async () => {
    await editor().openFile('dvc.yaml');
    await code.squiggles('error').first().waitFor();
    await problems.open();
    await problems.row('"cmd" is given twice').waitFor();
  });

  test('a second mistake is underlined as it is typed', async () => {
    await code.goTo(10, 22);
    await code.type('\n');
    await code.type('deps: [clean.csv]');
    await problems.row('"deps" is given twice').waitFor();
  });

  test('a quick fix silences one of them', async () => {
    await code.takeQuickFix('Silence SW101 on this line');
    await expect.poll(() => code.save('dvc.yaml')).toContain('deps: [clean.csv] # slipway-ignore SW101\n');
    await problems.row('"deps" is given twice').waitFor({ state: 'hidden' });
    const twice = (await problems.rows()).filter((row) => row.includes('is given twice'));
    expect(twice).toHaveLength(1);
  });

  test('is told of again after the language server was killed, and the next one as well', async () => {
    // Those that were started from this profile's extensions.
    const servers = [inject('bed').profile.root, 'server/lsp.cjs'];
    const killed = killProcessesWith(...servers);
    expect(killed.length).toBeGreaterThan(0);
    await code.goTo(3, 27);
    await code.type('\n');
    await code.type('typo: 1');
    await problems.row('typo').first().waitFor();
    await problems.row('"cmd" is given twice').waitFor();
    expect(processesWith(...servers)).not.toEqual(killed);
  });
});
