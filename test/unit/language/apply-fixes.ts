import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Fix, TextChange } from '../../../server/language/lint/rule.ts';
import type { WorkspaceFolder } from '../../../server/language/workspace/workspace-folder.ts';

/** Texts of the files that these fixes change, by location. */
export function applyFixes(folder: WorkspaceFolder, fixes: readonly Fix[]): Map<string, string> {
  return applyChanges(
    folder,
    fixes.flatMap(({ changes }) => changes),
  );
}

export function applyChanges(folder: WorkspaceFolder, changes: readonly TextChange[]): Map<string, string> {
  const byFile = Map.groupBy(changes, ({ location }) => location);
  return new Map(
    [...byFile].map(([location, edits]) => {
      const document = TextDocument.create(location, 'yaml', 0, folder.text(location) ?? '');
      return [location, TextDocument.applyEdits(document, [...edits])];
    }),
  );
}
