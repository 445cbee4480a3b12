import {
  type CompletionItem,
  CompletionItemTag,
  InsertReplaceEdit,
  InsertTextFormat,
  InsertTextMode,
  type Range,
  TextEdit,
} from 'vscode-languageserver-types';
import { plainOrQuoted } from '../edits/scalar-text.ts';
import type { CompletionContext } from './completion-context.ts';
import type { Layout } from './layout.ts';
import type { Insert, KeyInsert, Offer, SnippetInsert, ValueInsert } from './offer.ts';
import { quotedSource } from './quoted-source.ts';
import type { CompletionSite } from './site.ts';

/** An offer as text: what is written, in the place of what, and what typed letters are compared with. */
interface Written {
  text: string;
  start: number;
  end: number;
  filter: string;
  isSnippet: boolean;
  /** It means the same with the rest of the word behind it. */
  isFragment: boolean;
}

/** Null for an offer that cannot be written at the cursor. */
export function completionItem(
  offer: Offer,
  { site, abilities }: CompletionContext,
  layout: Layout,
  order: number,
): CompletionItem | null {
  const written = write(offer.insert, site, layout, abilities);
  if (!written) return null;
  const { label, kind, documentation } = offer;
  const detail = typeof offer.detail === 'function' ? offer.detail() : offer.detail;
  const { text, start, end, filter, isSnippet, isFragment } = written;
  const { line } = site.word;
  const cursor = site.word.start + site.word.prefix.length;
  const range: Range = { start: { line, character: start }, end: { line, character: end } };
  const takesTwo = abilities.insertReplace && isFragment && cursor < end;
  return {
    label,
    kind,
    ...(detail && { detail }),
    ...(typeof documentation === 'string' && { documentation: { kind: 'markdown', value: documentation } }),
    ...(filter !== label && { filterText: filter }),
    sortText: `${String(offer.rank).padStart(2, '0')}${String(order).padStart(5, '0')}`,
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(text.includes('\n') && abilities.keepsIndentation && { insertTextMode: InsertTextMode.asIs }),
    ...(offer.isDeprecated && { tags: [CompletionItemTag.Deprecated] }),
    textEdit: takesTwo
      ? InsertReplaceEdit.create(text, { start: range.start, end: { line, character: cursor } }, range)
      : TextEdit.replace(range, text),
  };
}

function write(
  insert: Insert,
  site: CompletionSite,
  layout: Layout,
  abilities: CompletionContext['abilities'],
): Written | null {
  const { start, end } = site.word;
  const plain = { start, end, isSnippet: false, isFragment: false };
  switch (insert.as) {
    case 'text': {
      const cursor = start + site.word.prefix.length;
      const isFragment = insert.end > cursor && /^[\w.-]*$/.test(insert.text);
      const text = (insert.start === start ? lead(site) : '') + insert.text;
      return { ...plain, ...insert, text, isFragment };
    }
    case 'value': {
      const filter = String(insert.value);
      const source = valueSource(insert, site);
      return { ...plain, text: lead(site) + enclosed(source, site), filter, isFragment: source === filter };
    }
    case 'source': {
      const isPlain = site.word.style === 'plain' && site.word.isWhole;
      return isPlain
        ? { ...plain, text: lead(site) + enclosed(insert.source, site), filter: insert.filter }
        : null;
    }
    case 'key':
      return writeKey(insert, site, layout, abilities);
    case 'snippet':
      return abilities.snippets ? writeSnippet(insert, site, layout, abilities) : null;
  }
}

function valueSource({ value, inQuotes }: ValueInsert, { word, flow }: CompletionSite): string {
  const text = String(value);
  if (word.style === 'single-quoted' || word.style === 'double-quoted') return quotedSource(text, word);
  if (inQuotes) return JSON.stringify(text);
  return typeof value === 'string' ? plainOrQuoted(text, flow) : text;
}

function lead({ needsSpace, needsDash }: CompletionSite): string {
  return `${needsSpace ? ' ' : ''}${needsDash ? '- ' : ''}`;
}

function enclosed(source: string, { needsBrackets }: CompletionSite): string {
  return needsBrackets ? `[${source}]` : source;
}

function writeKey(
  { key, holds }: KeyInsert,
  site: CompletionSite,
  layout: Layout,
  { snippets, keepsIndentation }: CompletionContext['abilities'],
): Written | null {
  const { word, flow, column, needsDash } = site;
  if (!site.hasColon && /\s/.test(word.rest)) return null;
  const isQuoted = word.style === 'single-quoted' || word.style === 'double-quoted';
  const name = isQuoted ? quotedSource(key, word) : plainOrQuoted(key, flow);
  const plain = { start: word.start, end: word.end, filter: key, isSnippet: false, isFragment: false };
  const begun = lead(site) + name;
  if (site.hasColon) return { ...plain, text: begun, isFragment: name === key };
  // Between its quotes there is no place for a colon.
  if (isQuoted) return { ...plain, text: begun };
  if (flow) {
    const brackets = { scalar: '', map: '{$1}', list: '[$1]' }[holds];
    const isSnippet = snippets && brackets !== '' && !site.isBracketOpen;
    const text = isSnippet ? `${escaped(begun)}: ${brackets}` : `${begun}: `;
    return { ...plain, text, isSnippet };
  }
  const own = column + (needsDash ? 2 : 0);
  if (site.ownsLinesBelow) return { ...plain, text: `${begun}:` };
  if (holds === 'scalar' || !keepsIndentation || !site.isLineEnd) return { ...plain, text: `${begun}: ` };
  const below = holds === 'map' ? ' '.repeat(own + layout.step) : `${' '.repeat(own + layout.dash)}- `;
  return { ...plain, text: `${begun}:\n${below}` };
}

function writeSnippet(
  { lines, filter }: SnippetInsert,
  site: CompletionSite,
  { step }: Layout,
  { keepsIndentation }: CompletionContext['abilities'],
): Written | null {
  if (site.flow || site.hasColon || site.ownsLinesBelow || !site.isLineEnd) return null;
  if (site.word.style !== 'plain') return null;
  const { word, column, needsDash } = site;
  // Editors that see to the indentation themselves take it from the line that they insert at.
  const margin = ' '.repeat((keepsIndentation ? column : 0) + (needsDash ? 2 : 0));
  const text = lines
    .map((line) => line.replace(/^ +/, (blanks) => ' '.repeat((blanks.length / 2) * step)))
    .join(`\n${margin}`);
  return {
    start: word.start,
    end: word.end,
    text: lead(site) + text,
    filter,
    isSnippet: true,
    isFragment: false,
  };
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
