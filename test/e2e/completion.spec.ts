import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../bed/paths.ts';
import { CodeEditor } from './harness/code-editor.ts';
import { useEditor } from './harness/use-editor.ts';

const pictures = join(repository, 'test/results/e2e');

describe('what is offered in manifests', () => {
  const editor = useEditor({ workspace: 'pipeline' });
  let code: CodeEditor;
  const list = () => editor().page.locator('.suggest-widget.visible');
  const offer = (label: string) => list().locator('.monaco-list-row', { hasText: label }).first();

  beforeAll(async () => {
    code = new CodeEditor(editor());
    await mkdir(pictures, { recursive: true });
    await writeFile(join(editor().folder, 'slipway.yaml'), 'slipway: 1\ntargets:\n  live:\n');
  });

  /** Takes what the list has in front. */
  async function take(label: string): Promise<void> {
    await list().locator('.monaco-list-row.focused', { hasText: label }).waitFor();
    await code.press('Enter');
    await list().waitFor({ state: 'hidden' });
  }

  /** Asks until there is an answer: the server may be starting still. */
  async function asked(label: string): Promise<void> {
    const isThere = async () => {
      if (!(await list().isVisible())) await code.press('Control+Space');
      return offer(label).isVisible();
    };
    await expect.poll(isThere, { interval: 500 }).toBe(true);
  }

  async function expectSaved(path: string, text: string): Promise<void> {
    await code.press('Control+S');
    await expect.poll(() => readFile(join(editor().folder, path), 'utf8')).toContain(text);
  }

  test('a dep that is the out of another stage', async () => {
    await editor().openFile('dvc.yaml');
    await code.goTo(35, 1);
    await code.type('  judge:\n');
    await code.type('  cmd: cat model.json\n');
    await code.type('deps:\n');
    await code.type('  - ');
    await asked('model.json');
    await offer('out of train').waitFor();
    await editor().page.screenshot({ path: join(pictures, 'completion-deps.png') });
    await code.type('mod');
    await take('model.json');
    await expectSaved('dvc.yaml', '  judge:\n    cmd: cat model.json\n    deps:\n      - model.json');
  });

  test('a param within a template, with its value', async () => {
    await code.type('\n');
    await code.press('Backspace');
    await code.type('desc: at rate ${');
    await offer('lr').waitFor();
    await editor().page.screenshot({ path: join(pictures, 'completion-template.png') });
    await code.type('l');
    await take('lr');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the file.
    await expectSaved('dvc.yaml', '    desc: at rate ${lr}');
  });

  test('the kinds of a target, right behind the colon', async () => {
    await editor().openFile('slipway.yaml');
    await code.goTo(4, 1);
    await code.type('    kind:');
    await offer('gitops').waitFor();
    await editor().page.screenshot({ path: join(pictures, 'completion-kind.png') });
    await take('local');
    await expectSaved('slipway.yaml', 'slipway: 1\ntargets:\n  live:\n    kind: local');
  });
});
