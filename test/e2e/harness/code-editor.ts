import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The text editor in front, as one who types in it sees it. Lines and columns are counted from 1. */
export class CodeEditor {
  readonly #workbench: Workbench;
  readonly root: Locator;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.root = workbench.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /** Puts the cursor there. */
  async goTo(line: number, column: number): Promise<void> {
    const { page, quickInput } = this.#workbench;
    await page.keyboard.press('Control+G');
    await quickInput.box.waitFor();
    await quickInput.type(`:${line}:${column}`);
    // Enter does nothing before the box has understood what was typed.
    await page.getByText(`to go to line ${line} at column ${column}.`).first().waitFor();
    await quickInput.accept();
    await quickInput.box.waitFor({ state: 'hidden' });
    await this.#workbench.statusBarItem(`Ln ${line}, Col ${column}`).waitFor();
  }

  /** Types as a hand does, with all that the editor adds by itself. */
  async type(text: string): Promise<void> {
    await this.#workbench.page.keyboard.type(text, { delay: 20 });
  }

  async press(key: string): Promise<void> {
    await this.#workbench.page.keyboard.press(key);
  }

  /** Saves, and reads the file back from disk. */
  async save(path: string): Promise<string> {
    await this.press('Control+S');
    await this.#workbench.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
    return readFile(join(this.#workbench.folder, path), 'utf8');
  }

  squiggles(severity: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.root.locator(`.squiggly-${severity}`);
  }

  /** The titles that the light bulb offers at the cursor. */
  async quickFixes(): Promise<string[]> {
    await this.#openQuickFixes();
    const titles = await this.#workbench.page
      .locator('.action-widget .monaco-list-row.action .title')
      .allInnerTexts();
    await this.press('Escape');
    return titles;
  }

  /** Takes a fix at the cursor. */
  async takeQuickFix(title: string): Promise<void> {
    await this.#openQuickFixes();
    await this.#workbench.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).click();
    await this.#workbench.page.locator('.action-widget').first().waitFor({ state: 'hidden' });
  }

  async #openQuickFixes(): Promise<void> {
    await this.press('Control+.');
    await this.#workbench.page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  }
}
