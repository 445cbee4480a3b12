import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Site, startSite } from '../bench/webviews/site.ts';

/** What axe-core says of one of its rules. */
interface Violation {
  id: string;
  impact: 'minor' | 'moderate' | 'serious' | 'critical';
  nodes: { html: string; failureSummary: string }[];
}

interface Axe {
  run(options: { rules: typeof leftOut }): Promise<{ violations: Violation[] }>;
}

/** A node of the graph is named by its title, and its name begins with it; axe takes the state below for a part of that label. */
const leftOut = { 'label-content-name-mismatch': { enabled: false } };

const themes = ['dark', 'light', 'hc-dark', 'hc-light'] as const;
const views = [
  { view: 'runs-table', parameters: { runs: 100 }, shows: '.window .row' },
  { view: 'compare', parameters: {}, shows: '[role=tabpanel] [role=row]' },
  { view: 'charts', parameters: {}, shows: 'slipway-line-chart canvas' },
  { view: 'run', parameters: {}, shows: 'slipway-artifacts [role=treeitem]' },
  { view: 'pipeline-graph', parameters: {}, shows: '[role=treeitem]' },
  { view: 'model-report', parameters: {}, shows: 'tbody tr' },
  { view: 'sweep', parameters: {}, shows: '[role=row]' },
  { view: 'deployment', parameters: { deployment: 'rollout' }, shows: 'slipway-line-chart canvas' },
];

/** The built views over made-up data, under the panels' own policy and VS Code's themes; axe-core is the judge. */
describe('a screen reader and weak eyes', () => {
  const bed = inject('bed');
  let site: Site;
  let browser: Browser;
  let axe: string;
  beforeAll(async () => {
    site = await startSite();
    browser = await chromium.connect(bed.browser);
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  const cases = views.flatMap((view) => themes.map((theme) => ({ ...view, theme })));
  test.each(cases)('nothing serious in $view, $theme', async ({ view, parameters, shows, theme }) => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    try {
      await page.goto(site.address(view, theme, parameters));
      await page.locator(shows).first().waitFor();
      await page.evaluate(axe);
      const violations = await page.evaluate(async (rules) => {
        const { axe } = globalThis as unknown as { axe: Axe };
        return (await axe.run({ rules })).violations;
      }, leftOut);
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.failureSummary])).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
