import type { Range } from 'vscode-languageserver-types';
import { isBefore, type Problem, type TextChange } from './rule.ts';

/**
 * The changes that mend every problem with a preferred fix. Where two fixes change the same letters, the first is taken:
 * the other is offered again once that is done.
 */
export function fixAll(problems: readonly Problem[]): TextChange[] {
  const taken: TextChange[] = [];
  for (const problem of problems) {
    const fix = problem.fixes().find(({ preferred }) => preferred);
    if (fix && !fix.changes.some((change) => taken.some((other) => collides(change, other))))
      taken.push(...fix.changes);
  }
  return taken;
}

function collides(a: TextChange, b: TextChange): boolean {
  if (a.location !== b.location) return false;
  if (samePlace(a.range, b.range)) return true;
  return isBefore(a.range.start, b.range.end) && isBefore(b.range.start, a.range.end);
}

/** Two insertions at one place would come in some order or other. */
function samePlace(a: Range, b: Range): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character;
}
