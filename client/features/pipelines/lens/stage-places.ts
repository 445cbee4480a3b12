import * as vscode from 'vscode';
import type { LensTarget } from './lens-targets.ts';
import { type Spot, shiftSpot } from './line-shift.ts';

/**
 * Where the stages of open dvc.yaml files stand in their editors. The runner knows the files as they are saved; while
 * one is edited, its stages move along with the text.
 */
export class StagePlaces {
  readonly #places = new Map<string, Map<string, Spot>>();

  /** From 0; null for a stage that came while the file was edited. */
  lineOf(document: vscode.TextDocument, { name, line }: LensTarget): number | null {
    const known = this.#places.get(document.uri.toString());
    if (known) return known.get(name)?.line ?? null;
    return Math.min(line - 1, document.lineCount - 1);
  }

  /** Remembers places of a file as it is saved, for edits to move them. */
  follow(document: vscode.TextDocument, targets: readonly LensTarget[]): void {
    const key = document.uri.toString();
    if (this.#places.has(key) || document.isDirty) return;
    const spots = targets
      .filter(({ line }) => line <= document.lineCount)
      .map(({ name, line }): [string, Spot] => [
        name,
        { line: line - 1, column: document.lineAt(line - 1).firstNonWhitespaceCharacterIndex },
      ]);
    this.#places.set(key, new Map(spots));
  }

  move({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const places = this.#places.get(document.uri.toString());
    for (const { range, text } of contentChanges)
      for (const [name, spot] of places ?? [])
        places?.set(name, shiftSpot(spot, { start: spotOf(range.start), end: spotOf(range.end), text }));
  }

  /** The runner has read the files again: those without unsaved changes are as it says. */
  forgetSaved(): void {
    const dirty = new Set(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.toString()),
    );
    for (const key of this.#places.keys()) if (!dirty.has(key)) this.#places.delete(key);
  }
}

function spotOf({ line, character }: vscode.Position): Spot {
  return { line, column: character };
}
