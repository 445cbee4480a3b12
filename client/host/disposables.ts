/** What VS Code and this file agree to call disposable; structural, so that pure code need not import vscode. */
export interface Disposable {
  dispose(): unknown;
}

/** Disposes what it was given, last first; a disposed store disposes late additions at once. */
export class Disposables implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    for (const item of items) item.dispose();
  }
}
