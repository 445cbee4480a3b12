import type { ScalarNode } from '../yaml/node.ts';

/** A text as a scalar of one line, in the style of another where that can hold it. */
export function scalarLike(text: string, { style }: Pick<ScalarNode, 'style'>, inFlow: boolean): string {
  if (style === 'double-quoted') return JSON.stringify(text);
  if (style === 'single-quoted') return `'${text.replaceAll("'", "''")}'`;
  return plainOrQuoted(text, inFlow);
}

/** Plain where every reader takes that for the same text, otherwise in quotes. */
export function plainOrQuoted(text: string, inFlow: boolean): string {
  const isPlain =
    /^[\p{L}\d_./$~][^\n]*$/u.test(text) &&
    !/: |:$| #|\s$/.test(text) &&
    !(inFlow && /[,[\]{}]/.test(text)) &&
    !readAsOther.test(text);
  return isPlain ? text : JSON.stringify(text);
}

const readAsOther = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+.\d_][-+.\deE_:xXoObB]*|\.inf|\.nan)$/i;
