import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { HoverContext, HoverPart } from './hover-part.ts';
import { keyWords } from './key-words.ts';
import { symbolWords } from './symbol-words.ts';
import { templateWords } from './template-words.ts';
import { timeWords } from './time-words.ts';

/** One line for more that can be told; the first one's range is shown. */
const tellers: readonly ((context: HoverContext) => HoverPart | null)[] = [
  symbolWords,
  templateWords,
  timeWords,
  keyWords,
];

/** Null where there is nothing to tell. */
export function hoverAt(context: HoverContext): Hover | null {
  const parts = tellers.flatMap((tell) => tell(context) ?? []);
  const [first] = parts;
  if (!first) return null;
  const value = parts.map(({ markdown }) => markdown).join('\n\n---\n\n');
  return { range: first.range, contents: { kind: MarkupKind.Markdown, value } };
}
