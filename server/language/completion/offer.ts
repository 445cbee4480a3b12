import type { CompletionItemKind } from 'vscode-languageserver-types';

/** Something that may be written at the cursor, before it is known how. */
export interface Offer {
  label: string;
  kind: CompletionItemKind;
  /** Behind the label, in a few words: the present value, the type. A function is asked for what is shown alone. */
  detail?: string | (() => string) | undefined;
  /** Markdown; a function where it takes work, which is done only for an item that is looked at. */
  documentation?: string | (() => string | null) | undefined;
  /** From 0 to 99, the likeliest first. */
  rank: number;
  insert: Insert;
  isDeprecated?: boolean;
}

export type Insert = ValueInsert | SourceInsert | KeyInsert | TextInsert | SnippetInsert;

/** A scalar in the place of the word, in quotes where it needs them. */
export interface ValueInsert {
  as: 'value';
  value: string | number | boolean;
  /** In quotes even where it needs none: people expect them. */
  inQuotes?: boolean;
}

/** A value as it is written in YAML on one line, in the place of a word without quotes. */
interface SourceInsert {
  as: 'source';
  source: string;
  filter: string;
}

/** A key in the place of the word, with its colon. */
export interface KeyInsert {
  as: 'key';
  key: string;
  /** What its value will be. */
  holds: 'scalar' | 'map' | 'list';
}

/** Letters in the place of others of the cursor's line, as they are. */
export interface TextInsert {
  as: 'text';
  text: string;
  start: number;
  end: number;
  /** Typed letters since `start` are compared with this. */
  filter: string;
}

/** Lines in block style with tab stops, indented from 0 in steps of two blanks. Only for clients that know snippets. */
export interface SnippetInsert {
  as: 'snippet';
  lines: readonly string[];
  /** Typed letters are compared with this. */
  filter: string;
}

/** Ranks that providers share, so that their items stand in one order. */
export const ranks = {
  whole: 5,
  required: 10,
  likely: 15,
  usual: 30,
  near: 40,
  other: 50,
  example: 60,
  far: 70,
  snippet: 75,
  ignored: 90,
  deprecated: 95,
} as const;
