import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

/** One red pixel. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const script = `import base64

from tracking import log_metric, log_text, now, post, send, start_run

for name, lr, end in [("low", "0.01", 0.5), ("middle", "0.1", 0.25), ("high", "1.0", 0.75)]:
    run = start_run(run_name=name)
    post("runs/log-parameter", run_id=run["run_id"], key="lr", value=lr)
    for step in range(20):
        log_metric(run, "loss", 1 if step % 2 == 0 and step < 18 else end, step)
        log_metric(run, "gain", step - 2, step)
    log_text(run, "notes.txt", "seen by " + name)
    log_text(run, "table.csv", "epoch,loss\\n1,0.5\\n2,0.25\\n")
    folder = "/".join(run["artifact_uri"].split("/")[1:]).strip("/")
    send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + folder + "/dot.png", base64.b64decode("${png}"), "image/png")
    post("runs/update", run_id=run["run_id"], status="FINISHED", end_time=now())
`;

describe('runs that were made', () => {
  const editor = useEditor({
    workspace: 'scripts',
    fill: (folder) => writeFile(join(folder, 'many.py'), script),
  });
  const view = () => editor().webview();
  const table = () => view().getByRole('grid', { name: 'Runs' });
  const header = (title: string) => table().getByRole('columnheader', { name: title });
  const headers = () => table().locator('.heading .title > span:first-child').allInnerTexts();
  const names = () => table().locator('.window .row .cell:first-child').allInnerTexts();
  const selected = () =>
    table().locator('.window .row[aria-selected="true"] .cell:first-child').allInnerTexts();
  /** Where the mouse finds a run's name: in the pane of pinned columns, which lies over the grid. */
  const cell = (text: string) => table().locator('.pinned').getByText(text, { exact: true });
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => editor().page.keyboard.press(key)), Promise.resolve());

  const chart = (heading: string) =>
    view()
      .locator('slipway-line-chart')
      .filter({ has: view().getByRole('heading', { name: heading, exact: true }) });

  /** Presses a button that saves a file, gives it another name than is suggested, and returns what was written. */
  async function saved(press: () => Promise<void>, suggested: string): Promise<Buffer> {
    const file = join(editor().folder, `my-${suggested}`);
    await press();
    await editor().quickInput.enterPath(file, suggested);
    await expect.poll(() => readFile(file).catch(() => Buffer.alloc(0))).not.toHaveLength(0);
    return readFile(file);
  }

  test('are sorted in the table by a click on a column, up and down', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('many.py');
    await editor().run('Slipway: Run Python File as Tracked Run');
    await expect.poll(() => editor().terminalText()).toContain('Run ended with exit code 0.');
    await editor().run('View: Hide Panel');
    await editor().run('Slipway: Open Runs Table');
    await header('loss').click();
    await expect.poll(names).toEqual(['high', 'low', 'middle']);
    expect(await header('loss').getAttribute('aria-sort')).toBe('descending');
    await header('loss').click();
    await expect.poll(names).toEqual(['middle', 'low', 'high']);
  });

  test('show the columns that were chosen, the pinned ones first', async () => {
    await view().getByRole('button', { name: 'Columns' }).click();
    const picker = view().locator('slipway-column-picker');
    await picker.getByRole('button', { name: 'Hide All' }).click();
    for (const title of ['Name', 'Status', 'loss', 'lr'])
      await picker
        .locator('vscode-checkbox')
        .filter({ hasText: new RegExp(`^\\s*${title}`) })
        .click();
    await picker.getByRole('textbox', { name: 'Search columns' }).fill('lr');
    await expect.poll(() => picker.getByRole('listitem').count()).toBe(1);
    await picker.getByRole('button', { name: 'Pin', exact: true }).click();
    await picker.getByRole('button', { name: 'Done' }).click();
    await picker.waitFor({ state: 'detached' });
    await expect.poll(headers).toEqual(['Name', 'lr', 'Status', 'loss']);
    expect(await table().locator('.heading.last-pinned').innerText()).toContain('lr');
  });

  test('are chosen one by one with the mouse, and all at once and none by keyboard', async () => {
    await cell('low').click();
    await cell('high').click({ modifiers: ['Control'] });
    await expect.poll(selected).toEqual(['low', 'high']);
    await press('Control+a');
    await view().getByText('3 selected').waitFor();
    await press('Escape');
    await view().getByText('3 selected').waitFor({ state: 'detached' });
    await press('Home', 'Control+ArrowDown', 'Control+ArrowDown', ' ');
    await expect.poll(selected).toEqual(['middle', 'high']);
  });

  test('have their columns moved and sorted by keyboard', async () => {
    await press('Home', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'Control+ArrowRight');
    await expect.poll(headers).toEqual(['Name', 'lr', 'loss', 'Status']);
    await press('ArrowLeft', 'Enter');
    await expect.poll(names).toEqual(['high', 'low', 'middle']);
  });

  test('are exported as CSV: those that are selected, with the columns that show', async () => {
    await cell('middle').click();
    await cell('high').click({ modifiers: ['Control'] });
    const csv = await saved(() => view().getByRole('button', { name: 'Export as CSV' }).click(), 'runs.csv');
    const [head = '', ...rows] = csv.toString().trim().split('\r\n');
    expect(head.split(',').slice(7)).toEqual(['params.lr', 'metrics.loss']);
    expect(rows.map((row) => [row.split(',')[1], ...row.split(',').slice(7)])).toEqual([
      ['high', '1.0', '0.75'],
      ['middle', '0.1', '0.25'],
    ]);
    await editor().notification('2 runs were exported.').waitFor();
  });

  test('are exported as Arrow: without a selection all, in the table’s order', async () => {
    await cell('low').click();
    await press('Escape');
    await view().getByText('selected').waitFor({ state: 'detached' });
    const arrow = await saved(
      () => view().getByRole('button', { name: 'Export as Arrow' }).click(),
      'runs.arrow',
    );
    const rows = tableFromIPC(arrow).toArray();
    expect(rows.map((row) => [row.run_name, row['params.lr'], row['metrics.loss']])).toEqual([
      ['high', '1.0', 0.75],
      ['low', '0.01', 0.5],
      ['middle', '0.1', 0.25],
    ]);
  });

  test('open from the table by Enter, with their artifacts in place', async () => {
    await cell('low').click();
    await press('Enter');
    await editor().page.locator('.tab.active', { hasText: 'low' }).waitFor();
    const artifact = (name: string) => view().getByRole('treeitem', { name });
    await artifact('notes.txt').click();
    await view().getByText('seen by low').waitFor();
    await artifact('table.csv').click();
    await view()
      .getByRole('grid', { name: 'table.csv' })
      .getByRole('columnheader', { name: 'epoch' })
      .waitFor();
    await artifact('dot.png').click();
    const image = view().getByRole('img', { name: 'dot.png' });
    await expect.poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(1);
    await editor().run('View: Close Editor');
  });

  test('are compared with their curves over one another', async () => {
    await cell('middle').click();
    await press('Control+a');
    await view().getByRole('button', { name: 'Compare' }).click();
    await view().getByRole('tab', { name: 'Curves' }).click();
    const drawn = async () =>
      (await chart('loss').getByRole('img').getAttribute('aria-label'))?.matchAll(
        /(\w+): from 1 to ([\d.]*\d)/g,
      );
    await expect
      .poll(async () => [...((await drawn()) ?? [])].map(([, name, end]) => [name, end]).sort())
      .toEqual([
        ['high', '0.75'],
        ['low', '0.5'],
        ['middle', '0.25'],
      ]);
    await editor().run('View: Close Editor');
  });

  test('have charts that say when they are smoothed, and of a log scale what it cannot show', async () => {
    await editor().tree('Runs').select('low', 'middle', 'high');
    await editor().tree('Runs').press('high', 'Open Charts');
    await chart('loss').locator('canvas').waitFor();
    expect(await chart('loss').getByText('smoothed').count()).toBe(0);
    await view().getByRole('slider', { name: 'Smoothing' }).fill('0.9');
    await chart('loss').getByText('smoothed (EMA 0.90)').waitFor();
    await view().getByRole('button', { name: 'Log scale' }).click();
    // Of each of the three runs, the values at steps 0, 1 and 2.
    await chart('gain').getByText('9 values ≤ 0 not shown').waitFor();
    expect(await chart('loss').getByText('not shown').count()).toBe(0);
  });

  test('have charts over steps, time since the start and wall clock, which zoom by keyboard', async () => {
    const axis = view().locator('vscode-single-select').first();
    await axis.click();
    await view().getByRole('option', { name: 'Relative time' }).click();
    const plot = chart('loss').getByRole('img');
    await plot.press('ArrowRight');
    await chart('loss').locator('.hover').getByText('Relative time').waitFor();
    await axis.click();
    await view().getByRole('option', { name: 'Step' }).click();
    for (let step = 0; step < 5; step++) await plot.press('ArrowRight');
    await chart('loss')
      .locator('.hover')
      .getByText(/^Step \d+$/)
      .waitFor();
    await plot.press('+');
    await chart('loss').getByRole('button', { name: 'Reset Zoom' }).click();
    await chart('loss').getByRole('button', { name: 'Reset Zoom' }).waitFor({ state: 'detached' });
  });

  test('have charts that are saved: as PNG with what is drawn, as CSV with what was logged', async () => {
    const png = await saved(
      () => chart('loss').getByRole('button', { name: 'Save as PNG' }).click(),
      'loss.png',
    );
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const { width, height } = await chart('loss')
      .locator('canvas')
      .first()
      .evaluate((drawing) => ({
        width: (drawing as HTMLCanvasElement).width,
        height: (drawing as HTMLCanvasElement).height,
      }));
    expect(png.readUInt32BE(16)).toBe(width);
    // Above the drawing stand its metric, the note of the smoothing and the names of the runs.
    expect(png.readUInt32BE(20)).toBeGreaterThan(height + 20);
    const csv = await saved(
      () => chart('loss').getByRole('button', { name: 'Save as CSV' }).click(),
      'loss.csv',
    );
    const [head = '', ...rows] = csv.toString().trim().split('\r\n');
    const order = ['low', 'middle', 'high'].map((name) => head.split(',').indexOf(name));
    expect(rows).toHaveLength(20);
    expect(rows.map((row) => order.map((at) => Number(row.split(',')[at]))).slice(-3)).toEqual([
      [0.5, 0.25, 0.75],
      [0.5, 0.25, 0.75],
      [0.5, 0.25, 0.75],
    ]);
    expect(rows[0]).toMatch(/^0(,1){3}$/);
  });
});
