import type { ASTNode } from '@marcbachmann/cel-js';

export interface TextRange {
  start: number;
  end: number;
}

const comprehensions = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** The nodes directly below, from left to right. */
export function operandsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** The name that a comprehension (`list.all(x, x > 0)`) gives its items; null for any other node. */
export function boundName(node: ASTNode): string | null {
  if (node.op !== 'rcall' || !comprehensions.has(node.args[0])) return null;
  const [first] = node.args[2];
  return first?.op === 'id' ? first.args : null;
}

/** A node and all below it. */
export function* nodesOf(node: ASTNode): Generator<ASTNode> {
  yield node;
  for (const operand of operandsOf(node)) yield* nodesOf(operand);
}

/** Where a node stands with the brackets that its ends leave open: a node's own range begins within them. */
export function wholeRange(text: string, { start, end }: TextRange): TextRange {
  let open = 0;
  let missing = 0;
  for (const letter of withoutStrings(text.slice(start, end))) {
    if (letter === '(') open++;
    else if (letter === ')') {
      if (open > 0) open--;
      else missing++;
    }
  }
  let from = start;
  let to = end;
  while (missing > 0 && from > 0) if (text[--from] === '(') missing--;
  while (open > 0 && to < text.length) if (text[to++] === ')') open--;
  return { start: from, end: to };
}

export function sourceOf(text: string, range: TextRange): string {
  const { start, end } = wholeRange(text, range);
  return text.slice(start, end);
}

/** Strings blanked out, so that what is in them is taken for no operator. */
export function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs, (string) => ' '.repeat(string.length));
}
