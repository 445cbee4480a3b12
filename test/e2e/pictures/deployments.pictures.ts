import { join } from 'node:path';
import { test } from 'vitest';
import { repository } from '../../bed/paths.ts';
import { openBrowser } from '../../bench/webviews/browser.ts';
import { startSite } from '../../bench/webviews/site.ts';

const images = join(repository, 'docs/images');

test('the README’s picture of a rollout, over made-up traffic, in dark and light', async () => {
  await using site = await startSite();
  const browser = await openBrowser();
  try {
    for (const theme of ['dark', 'light'] as const) {
      const page = await browser.newPage({ viewport: { width: 1100, height: 860 } });
      await page.goto(site.address('deployment', theme, { deployment: 'rollout' }));
      await page.locator('slipway-line-chart canvas').nth(2).waitFor();
      await page.screenshot({ path: join(images, `deployment-${theme}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
  }
});
