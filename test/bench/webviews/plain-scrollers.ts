import type { Browser, Page } from 'playwright-core';

/** What the browser does by itself: as large a surface with nothing on it, or a table that is there as a whole. */
export type PlainScroller = 'empty scroller' | 'static table';

const size = { width: 24_000, height: 240_000 };
/** The table has cells wherever the bench scrolls to: down its left edge, and right along its top. */
const cells = { down: { rows: 700, columns: 14 }, right: { rows: 60, columns: 120 } };

/** Opens a page whose `.scroller` is as large as the runs table's, and of the same row height and text size. */
export async function openPlainScroller(browser: Browser, kind: PlainScroller): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent(`<!doctype html><style>
    body { background: #1f1f1f; color: #ccc; font: 13px sans-serif; margin: 0 }
    .scroller { background: #1f1f1f; contain: strict; height: 900px; overflow: auto }
    .surface { height: ${size.height}px; position: relative; width: ${size.width}px }
    .row { border-bottom: 1px solid #333; contain: strict; height: 23px; left: 0; position: absolute; right: 0 }
    .cell { overflow: hidden; position: absolute; text-overflow: ellipsis; white-space: pre; width: 90px }
  </style><div class="scroller"><div class="surface"></div></div>`);
  if (kind === 'static table') await page.evaluate(fillTable, cells);
  return page;
}

function fillTable({ down, right }: typeof cells): void {
  const rows = Array.from({ length: down.rows }, (_, index) => {
    const row = document.createElement('div');
    row.className = 'row';
    row.style.top = `${index * 24}px`;
    const columns = index < right.rows ? right.columns : down.columns;
    for (let column = 0; column < columns; column++) {
      const cell = document.createElement('div');
      cell.className = 'cell';
      cell.style.left = `${column * 110}px`;
      cell.textContent = `0.${(index * 7919 + column * 104_729) % 100_000}`;
      row.append(cell);
    }
    return row;
  });
  document.querySelector('.surface')?.append(...rows);
}
