import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { installStandIn } from './harness/stand-ins.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const bed = await pythonEnv('notebooks', ['ipykernel', 'papermill', 'tqdm']);

/** The kernels are real; the Jupyter extension is a stand-in with its id and API, for there is no marketplace here. */
describe.skipIf('skipped' in bed)('the live kernel of an open notebook (stand-in for Jupyter)', () => {
  const editor = useEditor({ workspace: 'scripts', settings: pythonSettings(bed) });
  const runs = () => editor().tree('Runs');
  const cells = () => editor().page.locator('.notebookOverlay .code-cell-row');
  const toolbar = (label: string) =>
    editor().page.locator('.notebook-toolbar-container:visible').getByLabel(label).first();

  beforeAll(async () => {
    await installStandIn(inject('bed'), 'jupyter');
    const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
    const source = "import sys; sys.modules['_slipway'] = None; print('far away')";
    const cell = { cell_type: 'code', id: 'a', execution_count: null, metadata: {}, outputs: [], source };
    const notebook = { cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 };
    await writeFile(join(editor().folder, 'elsewhere.ipynb'), JSON.stringify(notebook));
    await editor().reload();
    await editor().openContainer('Slipway');
  });

  test('is started and tracked in one step, and the notebook stays as it was', async () => {
    await editor().openFile('explore.ipynb');
    await toolbar('Track This Kernel').click();
    await runs()
      .item(/running.*explore\.ipynb/)
      .waitFor({ timeout: 40_000 });
    await expect.poll(() => cells().count()).toBe(1);
    await toolbar('Run All').click();
    await editor().webview().getByText('the answer is 42').waitFor();
  });

  test('tracked anew, it reports to the new run, and the earlier one ends', async () => {
    await toolbar('Track This Kernel').click();
    const shown = async (text: string) => (await runs().items()).filter((item) => item.includes(text)).length;
    await expect.poll(() => shown('explore.ipynb'), { timeout: 40_000 }).toBe(2);
    await expect.poll(() => shown('running'), { timeout: 20_000 }).toBe(1);
  });

  test('ends its run when it is restarted', async () => {
    await editor().run('Jupyter: Restart Kernel');
    await expect.poll(() => runs().items()).not.toContainEqual(expect.stringContaining('running'));
  });

  test('that cannot report to this machine says so, and its run has failed', async () => {
    await editor().run('View: Close All Editors');
    await editor().openFile('elsewhere.ipynb');
    await toolbar('Run All').click();
    await editor().webview().getByText('far away').waitFor();
    await toolbar('Track This Kernel').click();
    await editor().notification('it runs on another machine').waitFor();
    await runs()
      .item(/failed.*elsewhere\.ipynb/)
      .waitFor();
  });
});
