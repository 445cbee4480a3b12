/** The webviews in headless Chromium over made-up data, under their own content security policy. */
import type { Page } from 'playwright-core';
import { percentile, report } from '../figures.ts';
import { openBrowser } from './browser.ts';
import { openPlainScroller, type PlainScroller } from './plain-scrollers.ts';
import { type Site, startSite } from './site.ts';

const scrollMs = 4000;
/** CSS pixels a frame. */
const scrolls = { down: { x: 0, y: 60 }, right: { x: 40, y: 0 } } as const;
type Direction = keyof typeof scrolls;

await using site = await startSite();
const browser = await openBrowser();
try {
  await measureTable(site);
  await measureMillionPoints(site);
  await measureLivePoints(site);
  await measureGraph(site);
} finally {
  await browser.close();
}

async function open(of: Site, view: string, parameters: Record<string, string | number>): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(of.address(view, 'dark', parameters));
  return page;
}

/**
 * 10,000 runs, 200 columns of metrics and parameters: first rows with values, then scrolling, beside what this
 * browser does by itself: as large a surface without anything on it, and a plain table that is there as a whole.
 */
async function measureTable(of: Site): Promise<void> {
  const page = await open(of, 'runs-table', { runs: 10_000, metrics: 98, params: 100 });
  const paintedMs = await page.evaluate(async () => {
    const table = () => document.querySelector('slipway-runs')?.shadowRoot?.querySelector('slipway-table');
    const cells = () => table()?.shadowRoot?.querySelectorAll('.window .cell') ?? [];
    while (cells().length < 100 || table()?.shadowRoot?.querySelector('.window .loading') != null)
      await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now();
  });
  report({ figure: 'views.runsTable.firstPaint', value: paintedMs, unit: 'ms', target: '< 1000' });
  const peers = new Map<Direction, { name: string; frames: number[] }>();
  for (const kind of ['static table', 'empty scroller'] as const) {
    for (const direction of ['down', 'right'] as const) {
      const frames = await scrollPlain(kind, direction);
      report({
        figure: `views.${kind === 'static table' ? 'staticTable' : 'emptyScroller'}.scroll.${direction}.dropped`,
        value: percentDropped(frames),
        unit: '%',
        target: null,
      });
      peers.set(direction, { name: kind, frames });
    }
  }
  await page.bringToFront();
  for (const direction of ['down', 'right'] as const) {
    await measureFrames(
      page,
      `views.runsTable.scroll.${direction}`,
      () => page.evaluate(scrollAndTime, { ...scrolls[direction], ms: scrollMs }),
      peers.get(direction),
    );
  }
  await page.close();
}

async function scrollPlain(kind: PlainScroller, direction: Direction): Promise<number[]> {
  const page = await openPlainScroller(browser, kind);
  await page.waitForTimeout(500);
  const frames = await page.evaluate(scrollAndTime, { ...scrolls[direction], ms: scrollMs });
  await page.close();
  return frames;
}

/** Milliseconds between frames while the table, or a plain scroller, moves by so many pixels a frame. */
async function scrollAndTime({ x, y, ms }: { x: number; y: number; ms: number }): Promise<number[]> {
  const view = document.querySelector('slipway-runs')?.shadowRoot?.querySelector('slipway-table');
  const scroller = (view?.shadowRoot ?? document).querySelector('.scroller');
  const frames: number[] = [];
  const start = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  while (performance.now() - start < ms) {
    scroller?.scrollBy(x, y);
    const now = await new Promise<number>(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}

/** One chart of a million points that have arrived: laid out, drawn, on screen. */
async function measureMillionPoints(of: Site): Promise<void> {
  const page = await open(of, 'charts', { runs: 1, metrics: 1, shown: 1, points: 1_000_000 });
  const drawnMs = await page.evaluate(async () => {
    const grid = () =>
      document.querySelector('slipway-charts')?.shadowRoot?.querySelector('slipway-metric-grid');
    const chart = () => grid()?.shadowRoot?.querySelector('slipway-line-chart');
    const arrived = () => (chart() as { lines?: { points: { length: number } }[] } | null)?.lines?.[0];
    while ((arrived()?.points.length ?? 0) < 1_000_000) await new Promise(requestAnimationFrame);
    const samples: number[] = [];
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const start = performance.now();
      // A change of theme draws everything anew from the points.
      document.body.classList.toggle('again');
      const drawn = chart() as (Element & { updateComplete: Promise<unknown> }) | null;
      await Promise.resolve();
      await drawn?.updateComplete;
      await new Promise(requestAnimationFrame);
      await new Promise((resolve) => setTimeout(resolve));
      samples.push(performance.now() - start);
    }
    return samples;
  });
  const median = percentile(drawnMs, 50);
  report({ figure: 'views.chart.millionPoints.drawn', value: median, unit: 'ms', target: '< 300' });
  await page.close();
}

/** 1,000 new points a second over 10 charts of two runs. */
async function measureLivePoints(of: Site): Promise<void> {
  const parameters = { runs: 10, metrics: 8, shown: 2, points: 5000, live: 1000 };
  const page = await open(of, 'charts', parameters);
  await page.waitForTimeout(2000);
  await measureFrames(page, 'views.charts.live1000', () => page.evaluate(watchFrames, scrollMs));
  await page.close();
}

/** Milliseconds between frames while nothing is done to the page. */
async function watchFrames(ms: number): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  while (performance.now() - start < ms) {
    const now = await new Promise<number>(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}

/** A graph of 1,000 stages: laid out and drawn, then panned, read and from afar, then a whole new layout. */
async function measureGraph(of: Site): Promise<void> {
  const page = await open(of, 'pipeline-graph', { stages: 1000 });
  const painted = await page.evaluate(async () => {
    const view = () => document.querySelector('slipway-pipeline-graph')?.shadowRoot;
    const nodes = () => view()?.querySelector('slipway-graph')?.shadowRoot?.querySelectorAll('.node') ?? [];
    let longestFrame = 0;
    let last = performance.now();
    while (nodes().length < 1000) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      longestFrame = Math.max(longestFrame, now - last);
      last = now;
    }
    await new Promise(requestAnimationFrame);
    return { ms: performance.now(), longestFrame };
  });
  report({ figure: 'views.graph.firstPaint', value: painted.ms, unit: 'ms', target: '< 3000' });
  report({ figure: 'views.graph.longestFrame', value: painted.longestFrame, unit: 'ms', target: '< 300' });
  for (const [name, search] of [
    ['afar', ''],
    ['near', 'stage-500'],
  ] as const) {
    if (search !== '') {
      await page.getByRole('textbox').fill(search);
      await page.keyboard.press('Enter');
      await page.getByRole('textbox').fill('');
      await page.keyboard.press('Escape');
    }
    await measureFrames(page, `views.graph.pan.${name}`, () => page.evaluate(panAndTime, scrollMs));
  }
  await measureFrames(page, 'views.graph.zoom', () => page.evaluate(zoomAndTime, scrollMs));
  await page.close();
}

/** Milliseconds between frames while the graph is dragged round in circles by the wheel. */
async function panAndTime(ms: number): Promise<number[]> {
  const graph = document.querySelector('slipway-pipeline-graph')?.shadowRoot?.querySelector('slipway-graph');
  const surface = graph?.shadowRoot?.querySelector('svg');
  const frames: number[] = [];
  const start = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  while (performance.now() - start < ms) {
    const angle = frames.length / 30;
    const by = { deltaX: Math.cos(angle) * 24, deltaY: Math.sin(angle) * 24 };
    surface?.dispatchEvent(new WheelEvent('wheel', { ...by, cancelable: true }));
    const now = await new Promise<number>(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}

/** The same while the graph is zoomed in and out, through every level of detail. */
async function zoomAndTime(ms: number): Promise<number[]> {
  const graph = document.querySelector('slipway-pipeline-graph')?.shadowRoot?.querySelector('slipway-graph');
  const surface = graph?.shadowRoot?.querySelector('svg');
  const frames: number[] = [];
  const start = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  while (performance.now() - start < ms) {
    const deltaY = frames.length % 120 < 60 ? 6 : -6;
    surface?.dispatchEvent(
      new WheelEvent('wheel', { deltaY, ctrlKey: true, clientX: 500, clientY: 400, cancelable: true }),
    );
    const now = await new Promise<number>(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}

/**
 * A frame counts as dropped where the next came more than one and a half times 1/60 s later. What is ours of a frame
 * is its script, and the style and layout that follow from it; the rest is the browser's drawing, here by software.
 */
async function measureFrames(
  page: Page,
  name: string,
  scene: () => Promise<number[]>,
  peer?: { name: string; frames: number[] },
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = (metric: string) => metrics.find((one) => one.name === metric)?.value ?? 0;
    return {
      script: seconds('ScriptDuration'),
      layout: seconds('LayoutDuration') + seconds('RecalcStyleDuration'),
    };
  };
  const before = await spent();
  const frames = await scene();
  const after = await spent();
  await session.detach();
  const p95 = (of: number[]) => percentile(of, 95);
  const beside = (measure: (of: number[]) => number) =>
    peer && { peer: { name: peer.name, value: measure(peer.frames) } };
  report({ figure: `${name}.frame.p95`, value: p95(frames), unit: 'ms', target: '< 25', ...beside(p95) });
  const dropped = percentDropped(frames);
  report({ figure: `${name}.dropped`, value: dropped, unit: '%', target: '< 5', ...beside(percentDropped) });
  for (const part of ['script', 'layout'] as const) {
    const value = (1000 * (after[part] - before[part])) / frames.length;
    report({ figure: `${name}.${part}`, value, unit: 'ms', target: null });
  }
}

function percentDropped(frames: number[]): number {
  return (100 * frames.filter((frame) => frame > 25).length) / frames.length;
}
