import type { CompletionItem } from 'vscode-languageserver-types';
import { complete } from '../../../../server/language/completion/complete.ts';
import type { ClientAbilities } from '../../../../server/language/completion/completion-context.ts';
import type { Providers } from '../../../../server/language/workspace/providers.ts';
import { folderOf, readCursor } from '../fixture.ts';

export const everyAbility: ClientAbilities = { snippets: true, insertReplace: true, keepsIndentation: true };
const plainClient: ClientAbilities = { snippets: false, insertReplace: false, keepsIndentation: true };

export interface CompletionFixture {
  /** The file with the cursor. */
  location?: string;
  /** Other files. */
  files?: Record<string, string>;
  given?: Partial<Providers>;
  abilities?: ClientAbilities;
  typed?: string | null;
}

/** What is offered at the `|` of a text, in the order in which it is shown. */
export function offered(fixture: string, options: CompletionFixture = {}): CompletionItem[] {
  const { location = 'dvc.yaml', files = {}, given = {}, abilities = plainClient, typed = null } = options;
  const { text, position } = readCursor(fixture);
  const folder = folderOf({ ...files, [location]: text }, given);
  const document = folder.document(location);
  if (!document) throw new Error(`${location} is no manifest`);
  const { items } = complete(folder, document, position, abilities, typed);
  return items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
}

export function labels(fixture: string, options: CompletionFixture = {}): string[] {
  return offered(fixture, options).map(({ label }) => label);
}

export type EditMode = 'insert' | 'replace';

/** A text with an item taken, as an editor does it. */
export function applied(
  text: string,
  { label, textEdit, insertTextFormat }: CompletionItem,
  mode: EditMode = 'replace',
): string {
  if (!textEdit) throw new Error(`${label} has no edit`);
  const range = 'range' in textEdit ? textEdit.range : textEdit[mode];
  if (range.start.line !== range.end.line) throw new Error(`${label} replaces several lines`);
  const lines = text.split('\n');
  const line = lines[range.start.line] ?? '';
  const written = insertTextFormat === 2 ? withoutTabStops(textEdit.newText) : textEdit.newText;
  lines[range.start.line] = line.slice(0, range.start.character) + written + line.slice(range.end.character);
  return lines.join('\n');
}

/** The text at the `|` once the item with this label is taken. */
export function taken(fixture: string, label: string, options: CompletionFixture = {}): string {
  const items = offered(fixture, options);
  const item = items.find((each) => each.label === label);
  if (!item) throw new Error(`"${label}" is not offered, only ${items.map((each) => each.label).join(', ')}`);
  return applied(readCursor(fixture).text, item);
}

/** A snippet with its placeholders as they stand, the inner ones first. */
function withoutTabStops(snippet: string): string {
  const names = new Map<string, string>();
  let text = snippet.replaceAll('\\$', '\u0000');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/\$\{(\d+)\|([^,|}]*)[^}]*\|\}/g, (_, __, first: string) => first)
      .replace(/\$\{(\d+):([^${}]*)\}/g, (_, stop: string, value: string) => {
        names.set(stop, value);
        return value;
      })
      .replace(/\$\{(\d+)\}|\$(\d+)/g, (_, a?: string, b?: string) => names.get(a ?? b ?? '') ?? '');
  }
  return text.replaceAll('\u0000', '$').replace(/\\([}\\])/g, '$1');
}
