import type { Locator, Page } from 'playwright-core';

/** The box at the top: command palette, quick picks and input boxes. */
export class QuickInput {
  readonly box: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.box = page.locator('.quick-input-widget:visible');
  }

  /** What it says: title, message and placeholder, for an assertion on the text that a user reads. */
  async text(): Promise<string> {
    const placeholder = await this.#field().getAttribute('placeholder');
    return `${await this.box.innerText()}\n${placeholder ?? ''}`;
  }

  async type(value: string): Promise<void> {
    await this.#field().fill(value);
  }

  /** The labels that it offers now, as far as the list shows them. */
  async labels(): Promise<string[]> {
    return this.#rows().evaluateAll((rows) =>
      rows.map((row) => row.querySelector('.label-name')?.textContent ?? ''),
    );
  }

  /** Chooses the entry whose label holds the text, waiting for it to be offered. */
  async pick(label: string): Promise<void> {
    await this.#rows().filter({ hasText: label }).first().click();
  }

  /** Ticks entries of a pick that takes several, and accepts. */
  async pickSeveral(labels: string[]): Promise<void> {
    for (const label of labels) await this.pick(label);
    await this.accept();
  }

  /** Types a value into an input box and accepts it: the box has gone then, or asks for the next thing. */
  async enter(value: string): Promise<void> {
    await this.type(value);
    await this.accept();
    await this.#page.waitForFunction(
      ({ typed }) => {
        const field = document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input');
        return !field?.checkVisibility() || field.value !== typed;
      },
      { typed: value },
    );
  }

  /** The same in a dialog for files, once it has written down the file that it suggests: it would do so over what is typed. */
  async enterPath(path: string, suggested: string): Promise<void> {
    await this.#page.waitForFunction(
      ({ name }) => {
        const field = document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input');
        return field?.checkVisibility() && field.value.endsWith(`/${name}`);
      },
      { name: suggested },
    );
    await this.enter(path);
  }

  async accept(): Promise<void> {
    await this.#page.keyboard.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'hidden' });
  }

  #field(): Locator {
    return this.box.locator('.quick-input-box input');
  }

  #rows(): Locator {
    return this.box.locator('.quick-input-list .monaco-list-row');
  }
}
