import { basename } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { QuickInput } from './quick-input.ts';
import { chooseInMenu, Tree } from './tree.ts';

const themes = {
  dark: { name: 'Dark Modern', css: 'vs-dark' },
  light: { name: 'Light Modern', css: 'vs' },
  highContrastDark: { name: 'Default High Contrast', css: 'hc-black' },
  highContrastLight: { name: 'Default High Contrast Light', css: 'hc-light' },
};

/** VS Code as a user sees it, in words of its user interface. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  /** The folder that is open. */
  readonly folder: string;
  readonly #url: string;

  constructor(page: Page, folder: string, url: string) {
    this.page = page;
    this.folder = folder;
    this.quickInput = new QuickInput(page);
    this.#url = url;
  }

  /** Opens the folder, or opens it again: the window and its extension host start anew, the server stays. */
  async open(): Promise<void> {
    await this.page.goto(this.#url);
    await this.#ready();
  }

  /** Developer: Reload Window. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.run('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  async #ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.locator('.explorer-folders-view, .pane-body').first().waitFor();
  }

  /**
   * Runs a command by its full title from the palette; fails when the palette does not offer it. What it offers is
   * settled as it opens, and an editor that has just opened may not yet count: so it is opened again.
   */
  async run(title: string): Promise<void> {
    const entry = this.quickInput.box
      .locator('.monaco-list-row')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .first();
    for (let attempt = 1; ; attempt++) {
      await this.#openPalette(title);
      try {
        await entry.click({ timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 3) throw error;
        await this.quickInput.cancel();
      }
    }
  }

  /** The titles that the palette offers for a filter. */
  async offered(filter: string): Promise<string[]> {
    await this.#openPalette(filter);
    await this.quickInput.box.locator('.monaco-list-row').first().waitFor();
    const labels = await this.quickInput.labels();
    await this.quickInput.cancel();
    return labels;
  }

  async #openPalette(filter: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.box.waitFor();
    await this.quickInput.type(`>${filter}`);
  }

  /** Opens a file of the folder by its path in it, by Quick Open. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.box.waitFor();
    await this.quickInput.type(path);
    await this.quickInput.pick(basename(path));
    await this.page.locator(`.tab.active[data-resource-name="${basename(path)}"]`).waitFor();
  }

  /**
   * Shows a container of the activity bar (`Slipway`, `Explorer`). A click on one that a reload is just bringing back
   * would hide it, so it is clicked again where it does not come.
   */
  async openContainer(title: string): Promise<void> {
    const icon = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`a[aria-label^="${title}"]`),
    });
    const container = this.page.locator('.sidebar .composite.title:visible', {
      hasText: new RegExp(title, 'i'),
    });
    await icon.waitFor();
    for (let attempt = 1; ; attempt++) {
      if (await container.isVisible()) return;
      if (!(await icon.getAttribute('class'))?.split(' ').includes('checked')) await icon.click();
      try {
        await container.waitFor({ timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }

  /** A tree of the side bar by its view's name. */
  tree(name: string): Tree {
    return new Tree(this.page, name);
  }

  /** Presses an action of the active editor's title (`Run Python File as Tracked Run`). */
  async pressEditorAction(title: string): Promise<void> {
    await this.page
      .locator(`.editor-group-container.active .editor-actions [aria-label^="${title}"]`)
      .first()
      .click();
  }

  /** Chooses an entry of a file's context menu in the Explorer. */
  async explorerMenu(file: string, entry: string): Promise<void> {
    await this.openContainer('Explorer');
    const row = this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: file })
      .first();
    await row.click({ button: 'right' });
    await chooseInMenu(this.page, entry);
  }

  /** A notification whose text holds this. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** The texts of the notifications that are showing. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Presses a button of a modal dialog. */
  async answerDialog(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click();
  }

  /** The text of the status bar's entry that holds this. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /** What the open editors' tabs say. */
  async tabs(): Promise<string[]> {
    return this.page
      .locator('.tabs-container .tab')
      .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('data-resource-name') ?? ''));
  }

  /** The document inside the visible webview; `index` counts where several are side by side. */
  webview(index = 0): FrameLocator {
    return this.page
      .locator('iframe.webview.ready:visible')
      .nth(index)
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** The text that was copied last. */
  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Types a line into the terminal that is in front. */
  async typeInTerminal(line: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active textarea').first().focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** What the terminal in front shows. */
  async terminalText(): Promise<string> {
    return this.page.locator('.terminal-wrapper.active .xterm-rows').first().innerText();
  }

  /** Changes the colour theme, of every window of this profile. */
  async setTheme(theme: keyof typeof themes): Promise<void> {
    const { name, css } = themes[theme];
    await this.run('Preferences: Color Theme');
    await this.quickInput.type(name);
    await this.quickInput.accept();
    await this.page.locator(`.monaco-workbench.${css}`).waitFor();
  }
}
