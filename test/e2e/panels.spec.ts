import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('the panels of runs', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');
  const table = () => editor().webview().getByRole('grid', { name: 'Runs' });
  const row = (index: number) => table().locator(`.window .row[data-index="${index}"]`);

  test('the table shows a run with its values, and the next one as soon as it is there', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('train.py');
    await editor().run('Slipway: Run Python File as Tracked Run');
    await runs()
      .item(/loss 0\.25/)
      .waitFor();
    await editor().run('Slipway: Open Runs Table');
    await row(0).getByText('Finished').waitFor();
    await row(0).getByText('0.25', { exact: true }).waitFor();
    await editor().run('Slipway: Run Command as Tracked Run');
    await editor().quickInput.type('python3 --version');
    await editor().quickInput.accept();
    await row(1).getByText('Finished').waitFor();
  });

  test('a filter that does not parse is told of in its place, and one that does narrows the rows', async () => {
    const view = editor().webview();
    await view.getByRole('textbox', { name: 'Filter runs' }).fill('metrics.loss <<');
    await view.getByRole('alert').waitFor();
    await view.getByRole('textbox', { name: 'Filter runs' }).fill('metrics.loss < 1');
    await view.getByText('1 runs', { exact: false }).waitFor();
    await view.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('rows are chosen by keyboard, and what was chosen comes back after a reload', async () => {
    await editor().webview().getByRole('textbox', { name: 'Filter runs' }).fill('');
    await row(1).waitFor();
    await table().locator('.pinned .row[data-index="0"]').click();
    await editor().page.keyboard.press('Shift+ArrowDown');
    await editor().webview().getByText('2 selected').waitFor();
    // The view saves what is to come back shortly after a change.
    await editor().page.waitForTimeout(1000);
    // Leaves in order, as a page that is only loaded again does not: what is open is written on the way out.
    const loaded = editor().page.waitForEvent('load');
    await editor().run('Developer: Reload Window');
    await loaded;
    await editor().webview().getByText('2 selected').waitFor({ timeout: 40_000 });
  });

  test('compare shows what differs first', async () => {
    await editor().webview().getByRole('button', { name: 'Compare' }).click();
    await editor().webview().getByRole('tab', { name: 'Differences', selected: true }).waitFor();
    await editor().webview().getByRole('gridcell', { name: 'loss' }).first().waitFor();
    await editor().webview().getByRole('tab', { name: 'Parallel Coordinates' }).click();
    await editor()
      .webview()
      .getByRole('img', { name: 'Parallel coordinates of 2 runs over epochs, loss' })
      .waitFor();
  });

  test('a run opens with its provenance and its output', async () => {
    await runs().menu(/loss 0\.25/, 'Open Run');
    const view = editor().webview();
    await view.getByRole('region', { name: 'Provenance' }).getByText('train.py').first().waitFor();
    await view.getByRole('region', { name: 'Output' }).waitFor();
    expect(await view.getByRole('alert').count()).toBe(0);
  });

  test('charts draw its metrics, and the table twin holds the same values', async () => {
    await runs().press(/loss 0\.25/, 'Open Charts');
    const view = editor().webview();
    await view.locator('slipway-line-chart canvas').first().waitFor();
    await expect
      .poll(() => view.locator('slipway-line-chart .plot').first().getAttribute('aria-label'))
      .toMatch(/^loss\. .* from .* to 0\.25/);
    await view.getByRole('button', { name: 'Show as Table' }).first().click();
    await view.getByRole('gridcell', { name: '0.25', exact: true }).first().waitFor();
  });
});
