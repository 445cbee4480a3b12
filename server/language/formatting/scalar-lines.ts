import { childrenOf, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';

/** Lines, zero-based, that go on with a value that began in a line above: blanks in them may be part of it. */
export function scalarLines({ root, text, lines }: Section): Set<number> {
  const found = new Set<number>();
  const look = (node: YamlNode) => {
    if (node.kind === 'scalar' && node.end > node.start) {
      const start = lines.positionAt(node.start).line;
      // A block's last line break is not of a line of its own.
      const last = text[node.end - 1] === '\n' ? node.end - 1 : node.end;
      for (let line = start + 1; line <= lines.positionAt(last).line; line++) found.add(line);
    }
    for (const child of childrenOf(node)) look(child);
  };
  if (root) look(root);
  return found;
}
