import type { SyntaxNode } from '@lezer/common';
import type { PythonMapping, PythonValue } from '../../core/python-value.ts';

/** What stands where a value does not: a call, a name, an f-string; and what JSON has no word for: a set, bytes. */
export const noLiteral = Symbol('no literal');

const decimal = /^(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*)$/;
const fraction = /^(?:(?:\d[\d_]*)?\.\d[\d_]*|\d[\d_]*\.)(?:[eE][-+]?\d[\d_]*)?$|^\d[\d_]*[eE][-+]?\d[\d_]*$/;

/** The value of an expression, as Python's `ast.literal_eval` has it; a tuple is a list, as in what DVC writes. */
export function pythonLiteral(node: SyntaxNode, source: string): PythonValue | typeof noLiteral {
  const text = source.slice(node.from, node.to);
  // By its text, for the grammar takes `1.` for an access to a member.
  if (isPythonNumber(text)) return pythonNumber(text.trim());
  switch (node.name) {
    case 'Boolean':
      return text === 'True';
    case 'None':
      return null;
    case 'String':
      return pythonString(text);
    case 'ContinuedString':
      return joined(childrenOf(node).map((part) => pythonLiteral(part, source)));
    case 'ParenthesizedExpression': {
      const [inner, more] = childrenOf(node).filter(({ name }) => name !== '(' && name !== ')');
      return inner && !more ? pythonLiteral(inner, source) : noLiteral;
    }
    case 'UnaryExpression':
      return signed(node, source);
    case 'ArrayExpression':
    case 'TupleExpression':
      return pythonList(childrenOf(node).slice(1, -1), source);
    case 'DictionaryExpression':
      return dictionary(childrenOf(node).slice(1, -1), source);
    default:
      return noLiteral;
  }
}

/** Items between commas; what is spread (`*x`) is no literal. */
export function pythonList(nodes: readonly SyntaxNode[], source: string): PythonValue[] | typeof noLiteral {
  const items = nodes.filter(({ name }) => name !== ',').map((node) => pythonLiteral(node, source));
  return items.includes(noLiteral) ? noLiteral : (items as PythonValue[]);
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}

export function isPythonNumber(text: string): boolean {
  return decimal.test(text.trim()) || fraction.test(text.trim());
}

function pythonNumber(text: string): bigint | number {
  const bare = text.replaceAll('_', '');
  return decimal.test(text) ? BigInt(bare) : Number(bare);
}

function signed(node: SyntaxNode, source: string): PythonValue | typeof noLiteral {
  const [operator, operand] = childrenOf(node);
  const sign = operator ? source.slice(operator.from, operator.to) : '';
  const value = operand ? pythonLiteral(operand, source) : noLiteral;
  if ((sign !== '-' && sign !== '+') || (typeof value !== 'bigint' && typeof value !== 'number'))
    return noLiteral;
  return sign === '-' ? -value : value;
}

function dictionary(nodes: readonly SyntaxNode[], source: string): PythonMapping | typeof noLiteral {
  const mapping: PythonMapping = new Map();
  const parts = nodes.filter(({ name }) => name !== ',');
  for (let at = 0; at < parts.length; at += 3) {
    const [key, colon, value] = parts.slice(at, at + 3);
    if (!key || !value || colon?.name !== ':') return noLiteral;
    const name = pythonLiteral(key, source);
    const item = pythonLiteral(value, source);
    if (name === noLiteral || item === noLiteral || typeof name === 'object') return noLiteral;
    mapping.set(name, item);
  }
  return mapping;
}

function joined(parts: (PythonValue | typeof noLiteral)[]): string | typeof noLiteral {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : noLiteral;
}

/** Null bytes and names of characters (`\N{DASH}`) are no business of params. */
function pythonString(text: string): string | typeof noLiteral {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/.exec(text);
  const prefix = match?.[1]?.toLowerCase() ?? '';
  const body = match?.[3]?.replace(/\r\n?/g, '\n');
  if (body === undefined || !/^[ru]?$/.test(prefix)) return noLiteral;
  return prefix === 'r' ? body : unescaped(body);
}

const escapes: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescaped(body: string): string | typeof noLiteral {
  if (/(?<!\\)(?:\\\\)*\\N\{/.test(body)) return noLiteral;
  return body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, x?: string, u?: string, wide?: string, octal?: string, letter?: string) => {
      const hex = x ?? u ?? wide;
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal) return String.fromCodePoint(Number.parseInt(octal, 8));
      return escapes[letter ?? ''] ?? whole;
    },
  );
}
