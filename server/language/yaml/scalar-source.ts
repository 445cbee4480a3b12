import type { ScalarNode } from './node.ts';

/** A text on one line as YAML has it: in the quotes of what stood there, plain only where that is safe everywhere. */
export function scalarSource(text: string, style: ScalarNode['style']): string {
  if (style === 'double-quoted') return JSON.stringify(text);
  return style === 'plain' && isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/** In flow style too. Signs like `>` mean something only at the beginning. */
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z_(]/.test(text) &&
    !/["'#:,[\]{}\n]/.test(text) &&
    text.trim() === text &&
    !readAsOther.test(text)
  );
}

const readAsOther = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
