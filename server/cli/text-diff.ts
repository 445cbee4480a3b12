const contextLines = 3;

/** The change from one text to another as one hunk of a unified diff; null for the text of a file that is not there. */
export function textDiff(name: string, before: string | null, after: string): string {
  const [old, changed] = [linesOf(before ?? ''), linesOf(after)];
  let start = 0;
  while (start < old.length && start < changed.length && old[start] === changed[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < changed.length - start &&
    old.at(-1 - end) === changed.at(-1 - end)
  )
    end++;
  const from = Math.max(0, start - contextLines);
  const below = Math.min(end, contextLines);
  const marked = (mark: string, lines: string[]) => lines.map((line) => mark + line);
  const hunk = [
    ...marked(' ', old.slice(from, start)),
    ...marked('-', old.slice(start, old.length - end)),
    ...marked('+', changed.slice(start, changed.length - end)),
    ...marked(' ', old.slice(old.length - end, old.length - end + below)),
  ];
  const range = (lines: string[]) =>
    `${lines.length === 0 ? 0 : from + 1},${lines.length - end + below - from}`;
  return [
    `--- ${before === null ? '/dev/null' : name}`,
    `+++ ${name}`,
    `@@ -${range(old)} +${range(changed)} @@`,
    ...hunk,
  ].join('\n');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
