import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Problems, as the panel lists them. */
export class Problems {
  readonly root: Locator;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.root = workbench.page.locator('.markers-panel');
  }

  async open(): Promise<void> {
    if (!(await this.root.isVisible())) await this.#workbench.run('View: Focus Problems');
    await this.root.waitFor();
  }

  /** A line of the list: a problem by its message, or a file by its name. */
  row(text: string | RegExp): Locator {
    return this.root.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** What each line says. */
  async rows(): Promise<string[]> {
    return this.root
      .locator('.monaco-list-row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }
}
