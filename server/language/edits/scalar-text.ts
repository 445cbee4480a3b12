import type { ScalarNode } from '../yaml/node.ts';

/** Read by some reader as something else than a text. */
const otherwiseRead =
  /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?[\d_][\d_]*(?:[:.][\d_]*)*(?:e[-+]?\d+)?|[-+]?\.\d+(?:e[-+]?\d+)?|[-+]?0[box][\da-f_]+|[-+]?\.inf|\.nan|\d{4}-\d\d?-\d\d?(?:[t\s].*)?)$/i;
/** Letters that no reader takes for a sign at the beginning of a scalar. */
const plainStart = /^[A-Za-z0-9_./$(\\~+<>=^;\u00a1-\uffff]/;
const plainBlock = /^(?!.*(?::(?:\s|$)|\s#))[^\n\r\t]*\S$/;
const plainFlow = /^[^,[\]{}\n\r\t]*$/;

/** A text as a scalar of one line, in the style of another where that can hold it. */
export function scalarLike(text: string, { style }: Pick<ScalarNode, 'style'>, inFlow: boolean): string {
  if (style === 'double-quoted') return JSON.stringify(text);
  if (style === 'single-quoted') return `'${text.replaceAll("'", "''")}'`;
  return plainOrQuoted(text, inFlow);
}

/** Plain where every reader takes that for the same text, otherwise in quotes. */
export function plainOrQuoted(text: string, inFlow: boolean): string {
  return isPlainSafe(text, inFlow) ? text : JSON.stringify(text);
}

/** Whether a text means itself without quotes. */
function isPlainSafe(text: string, inFlow: boolean): boolean {
  if (!plainStart.test(text) || /^[>~]/.test(text) || !plainBlock.test(text) || otherwiseRead.test(text))
    return false;
  return !inFlow || (plainFlow.test(text) && !text.includes(':'));
}
