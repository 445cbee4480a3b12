import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a sweep', () => {
  const editor = useEditor({ workspace: 'sweep' });
  const page = () => editor().webview();
  const rows = () => page().locator('.window .row');

  test('that a stage declares runs from the palette: its page fills with trials, the best first', async () => {
    await editor().openContainer('Slipway');
    await editor().tree('Pipelines').item('train').waitFor();
    await editor().run('Slipway: Start Sweep');
    await editor().quickInput.pick('train');
    await editor().quickInput.pick('As dvc.yaml Says');
    await page().getByText('train · Random · lowest loss').waitFor();
    await page().getByText('12 of 12 trials').waitFor({ timeout: 60_000 });
    await page().getByText('Importance of Params').waitFor();
    await page().locator('dd', { hasText: '%' }).first().waitFor();
    await expect.poll(() => rows().count()).toBe(12);
    const metrics = (await rows().allInnerTexts()).map((row) => Number(row.split('\n')[2]?.trim()));
    const measured = metrics.filter((metric) => !Number.isNaN(metric));
    expect(measured.length).toBeGreaterThan(5);
    expect(measured).toEqual(measured.toSorted((a, b) => a - b));
    // The user's params stay as they are.
    expect(readFileSync(join(editor().folder, 'params.yaml'), 'utf8')).toContain('lr: 0.1');
  });

  test('has its trials below it in the tree, and can be compared', async () => {
    await editor().tree('Runs').expand('sweep of train');
    await editor().tree('Runs').item('trial 1').waitFor();
    await page().getByRole('button', { name: 'Compare Trials' }).click();
    await editor().page.locator('.tab', { hasText: 'Compare: 12 runs' }).waitFor();
    await page().getByRole('gridcell', { name: 'train.lr' }).waitFor();
  });

  test('asked for in quick picks: a grid over what a person types', async () => {
    await editor().run('Slipway: Start Sweep');
    await editor().quickInput.pick('train');
    await editor().quickInput.pick('Something Else');
    await editor().quickInput.enter('train.depth=2,4; train.kind=tree,net');
    await editor().quickInput.pick('Lowest value');
    await editor().quickInput.enter('loss');
    await editor().quickInput.pick('Grid');
    await editor().quickInput.enter('2');
    await page().getByText('train · Grid · lowest loss').waitFor();
    await page().getByText('4 of 4 trials').waitFor({ timeout: 60_000 });
  });

  test('is there again after the window is reloaded', async () => {
    await editor().reload();
    await page().getByText('4 of 4 trials').waitFor();
  });
});
