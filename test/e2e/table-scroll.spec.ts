import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type Site, startSite } from '../bench/webviews/site.ts';

/** The built table over made-up runs, 10,000 by 200. */
describe('a runs table that is larger than the screen', () => {
  const bed = inject('bed');
  let site: Site;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    browser = await chromium.connect(bed.browser);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    await page.goto(site.address('runs-table', 'dark', { runs: 10_000, metrics: 98, params: 100 }));
    await row(0).getByText('Finished').waitFor();
  });
  afterEach(() => page.close());

  const grid = () => page.getByRole('grid', { name: 'Runs' });
  const row = (index: number) => grid().locator(`.window .row[data-index="${index}"]`);
  const pinned = (index: number) => grid().locator(`.pinned .row[data-index="${index}"]`);
  const wheel = async (x: number, y: number) => {
    await grid().hover();
    await page.mouse.wheel(x, y);
  };
  const left = async (part: ReturnType<typeof row>) => (await part.boundingBox())?.x;

  test('pinned columns stay in sight when it is scrolled sideways, and a click on them chooses their row', async () => {
    await wheel(5000, 0);
    await expect.poll(async () => left(row(3))).toBe(-5000);
    expect(await left(pinned(3))).toBe(0);
    expect(await left(page.getByRole('columnheader', { name: 'Name', exact: true }))).toBe(0);
    await pinned(3).click();
    await page.getByText('1 selected').waitFor();
    expect(await row(3).getAttribute('aria-selected')).toBe('true');
  });

  test('rows that come into sight stand at their place, with their values', async () => {
    await wheel(0, 24 * 5000);
    await row(5002).getByText('Finished').first().waitFor();
    const top = async (index: number) => (await row(index).boundingBox())?.y ?? 0;
    expect((await top(5002)) - (await top(5000))).toBe(2 * 24);
    expect((await pinned(5002).boundingBox())?.y).toBe(await top(5002));
    expect(await row(5002).getAttribute('aria-rowindex')).toBe('5004');
    expect(await row(0).count()).toBe(0);
  });

  test('a row under the pointer is marked over its whole length', async () => {
    await row(2).getByText('Finished').hover();
    await expect.poll(() => grid().locator('.hovered').count()).toBe(2);
    expect(await pinned(2).getAttribute('class')).toContain('hovered');
    await pinned(4).hover();
    await expect.poll(() => row(4).getAttribute('class')).toContain('hovered');
    expect(await row(2).getAttribute('class')).not.toContain('hovered');
  });

  test('the keyboard’s place is in the document, at the far end too', async () => {
    await pinned(0).click();
    await page.keyboard.press('End');
    for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => grid().getAttribute('aria-activedescendant')).toBe('r9999c12');
    await grid().locator('#r9999c12.active').waitFor();
  });
});
