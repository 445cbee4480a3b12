import * as vscode from 'vscode';
import type { FileEdit } from '../../schemas/protocol/stage-makers.ts';

/** Files before and after, side by side in one editor, though nothing is written. */
export class FileChanges implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #scheme: string;
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  #shown = 0;

  /** `scheme`: of the documents that hold the texts, one a feature. */
  constructor(scheme: string) {
    this.#scheme = scheme;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Resolves once it is open; `close` takes it away again. No other tab's title begins like this one's. */
  async show(title: string, edits: FileEdit[]): Promise<{ close(): Promise<void> }> {
    const number = ++this.#shown;
    const kept: string[] = [];
    const keep = (file: string, side: string, text: string) => {
      // One path on both sides: two would look like a renaming.
      const { path } = vscode.Uri.file(file);
      const uri = vscode.Uri.from({ scheme: this.#scheme, path, query: `${side} ${number}` });
      this.#texts.set(uri.toString(), text);
      kept.push(uri.toString());
      return uri;
    };
    const resources = edits.map(({ file, before, after }) => [
      vscode.Uri.file(file),
      before === null ? undefined : keep(file, 'before', before),
      keep(file, 'after', after),
    ]);
    await vscode.commands.executeCommand('vscode.changes', title, resources);
    return {
      close: async () => {
        for (const uri of kept) this.#texts.delete(uri);
        // VS Code adds the number of files to the title.
        const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
        await vscode.window.tabGroups.close(tabs.filter(({ label }) => label.startsWith(title)));
      },
    };
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }
}
