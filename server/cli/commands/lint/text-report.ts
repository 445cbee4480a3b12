import type { FoundProblem } from './found-problem.ts';

/** A line for each problem, as compilers write them, and the sum at the end. */
export function textReport(found: readonly FoundProblem[]): string {
  const lines = found.map(
    ({ file, range, severity, code, message }) =>
      `${file}:${range.start.line + 1}:${range.start.character + 1}: ${severity} ${code}: ${message}`,
  );
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const files = new Set(found.map(({ file }) => file)).size;
  const sum =
    found.length === 0
      ? 'No problem found.'
      : `${count(found.length, 'problem')} in ${count(files, 'file')}, ${count(errors, 'error')}.`;
  return [...lines, sum].join('\n');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
