import type { Position, Range, SelectionRange } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { YamlNode } from '../yaml/node.ts';
import { nodesAt } from '../yaml/nodes-at.ts';

/** What grows around a position: the word's value, its entry, the mapping of that, and so on to the whole text. */
export function selectionRange({ yaml }: ManifestDocument, position: Position): SelectionRange {
  const whole: Range = {
    start: { line: 0, character: 0 },
    end: yaml.lines.positionAt(yaml.text.length),
  };
  const around = nodesAt(yaml, position);
  const ranges = around
    ? around.nodes.flatMap((node, index) => {
        const inner = around.nodes[index + 1];
        const steps = [node, ...(inner ? [entryAround(node, inner)] : [])];
        return steps.flatMap((step) =>
          step ? yaml.rangeOf(withoutEnd(step, around.place.section.text), around.place) : [],
        );
      })
    : [];
  return (
    [whole, ...ranges]
      .filter((range, index, all) => index === 0 || !same(range, all[index - 1]))
      .reduce<SelectionRange | undefined>(
        (parent, range) => (parent ? { range, parent } : { range }),
        undefined,
      ) ?? {
      range: whole,
    }
  );
}

/** The entry of a mapping that a key or value is of. */
function entryAround(node: YamlNode, inner: YamlNode): { start: number; end: number } | null {
  if (node.kind !== 'map') return null;
  const pair = node.pairs.find(({ key, value }) => key === inner || value === inner);
  return pair ? { start: pair.key.start, end: Math.max(pair.key.end, pair.value.end) } : null;
}

/** A block's last line break is not of it. */
function withoutEnd({ start, end }: { start: number; end: number }, text: string) {
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function same(a: Range, b: Range | undefined): boolean {
  return (
    b !== undefined &&
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
