import type { Locator, Page } from 'playwright-core';

/** A tree view of the side bar. Items are found by the text that they show. */
export class Tree {
  readonly root: Locator;
  readonly #page: Page;

  /** The view's name as its header says it; a container with one view shows it in the container's title. */
  constructor(page: Page, name: string) {
    this.#page = page;
    this.root = page.locator(`.pane:visible:has(> .pane-header[aria-label^="${name}"])`).first();
  }

  item(text: string | RegExp): Locator {
    return this.root.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** What each visible item shows, label and description in one. */
  async items(): Promise<string[]> {
    return this.root
      .locator('.monaco-list-row')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('.monaco-icon-label')?.textContent ?? ''));
  }

  /** Leaves its room to the other views of the container: rows that do not fit are not in the page. */
  async collapseView(): Promise<void> {
    const header = this.root.locator('.pane-header').first();
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    await this.root.locator('.pane-header[aria-expanded="false"]').waitFor();
  }

  async expand(text: string | RegExp): Promise<void> {
    const item = this.item(text);
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) === 'true') return;
    await item.click();
    await this.#page.keyboard.press('ArrowRight');
    await this.root.locator('.monaco-list-row[aria-expanded="true"]').filter({ hasText: text }).waitFor();
  }

  /** Selects several items, as with Ctrl and clicks. */
  async select(...texts: (string | RegExp)[]): Promise<void> {
    for (const [index, text] of texts.entries())
      await this.item(text).click(index === 0 ? {} : { modifiers: ['Control'] });
  }

  /** Presses an inline action of an item by its title. */
  async press(text: string | RegExp, action: string): Promise<void> {
    const item = this.item(text);
    // What is told of the row under the mouse may lie over this one.
    await this.#page.mouse.move(0, 0);
    await item.hover();
    await item.locator(`.action-label[aria-label^="${action}"]`).click();
  }

  /** Chooses an entry of an item's context menu. */
  async menu(text: string | RegExp, entry: string): Promise<void> {
    await this.item(text).click({ button: 'right' });
    await chooseInMenu(this.#page, entry);
  }

  /** The entries that an item's context menu offers. */
  async menuEntries(text: string | RegExp): Promise<string[]> {
    await this.item(text).click({ button: 'right' });
    const labels = this.#page.locator('.monaco-menu:visible .action-menu-item .action-label');
    await labels.first().waitFor();
    const entries = await labels.allInnerTexts();
    await closeMenu(this.#page);
    return entries.filter(Boolean);
  }

  /** The welcome text and buttons that an empty view shows. */
  welcome(): Locator {
    return this.root.locator('.welcome-view-content');
  }
}

/** Closes the menu that is open. In its first moment it does not have the focus yet, and Escape goes elsewhere. */
async function closeMenu(page: Page): Promise<void> {
  const menu = page.locator('.monaco-menu:visible').first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('Escape');
    try {
      await menu.waitFor({ state: 'hidden', timeout: 1000 });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Chooses an entry of the menu that is open. Menus ignore a click in their first moment, and stay open. */
export async function chooseInMenu(page: Page, entry: string): Promise<void> {
  const menu = page.locator('.monaco-menu:visible');
  const item = menu.locator('.action-menu-item').filter({ hasText: entry }).first();
  await item.waitFor();
  for (let attempt = 1; ; attempt++) {
    await item.click();
    try {
      await menu.first().waitFor({ state: 'hidden', timeout: 1000 });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}
