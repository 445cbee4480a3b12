import type { Position } from 'vscode-languageserver-types';
import { type Fix, isBefore, type Problem, type TextChange } from '../lint/rule.ts';

/** The preferred fixes of a document's problems, in the order of the text, without those that would change one place twice. */
export function fixAll(problems: readonly Problem[]): Fix | null {
  const changes: TextChange[] = [];
  for (const problem of problems) {
    const fix = problem.fixes().find(({ preferred }) => preferred);
    if (fix && !fix.changes.some((change) => changes.some((other) => overlap(change, other))))
      changes.push(...fix.changes);
  }
  return changes.length === 0
    ? null
    : { title: 'Fix all problems that have one fix', preferred: true, changes };
}

/** An insertion at the edge of another change does too: in which order they are meant cannot be told. */
function overlap(a: TextChange, b: TextChange): boolean {
  if (a.location !== b.location) return false;
  if (isBefore(a.range.start, b.range.end) && isBefore(b.range.start, a.range.end)) return true;
  const meet = isSame(a.range.end, b.range.start) || isSame(b.range.end, a.range.start);
  return meet && (isInsertion(a) || isInsertion(b));
}

function isInsertion({ range }: TextChange): boolean {
  return isSame(range.start, range.end);
}

function isSame(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}
