import type { Word } from './site.ts';

/** Read by some reader as something else than a text. */
const otherwiseRead =
  /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?[\d_][\d_]*(?:[:.][\d_]*)*(?:e[-+]?\d+)?|[-+]?\.\d+(?:e[-+]?\d+)?|[-+]?0[box][\da-f_]+|[-+]?\.inf|\.nan|\d{4}-\d\d?-\d\d?(?:[t\s].*)?)$/i;
/** Letters that no reader takes for a sign at the beginning of a scalar. */
const plainStart = /^[A-Za-z0-9_./$(\\~+<>=^;\u00a1-\uffff]/;
const plainBlock = /^(?!.*(?::(?:\s|$)|\s#))[^\n\r\t]*\S$/;
const plainFlow = /^[^,[\]{}\n\r\t]*$/;

/** Whether a text means itself without quotes. */
export function isPlainSafe(text: string, flow: boolean): boolean {
  if (!plainStart.test(text) || /^[>~]/.test(text) || !plainBlock.test(text) || otherwiseRead.test(text))
    return false;
  return !flow || (plainFlow.test(text) && !text.includes(':'));
}

/** A text as YAML has it, in quotes where it needs them. */
export function scalarSource(text: string, flow: boolean): string {
  return isPlainSafe(text, flow) ? text : JSON.stringify(text);
}

/** A text between the quotes that are there, with the second where it is missing. */
export function quotedSource(text: string, { style, closed }: Word): string {
  const isSingle = style === 'single-quoted';
  const inner = isSingle ? text.replaceAll("'", "''") : JSON.stringify(text).slice(1, -1);
  return closed ? inner : inner + (isSingle ? "'" : '"');
}
