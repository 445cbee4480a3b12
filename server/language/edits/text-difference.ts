import type { TextChange } from '../lint/rule.ts';
import { Lines } from '../yaml/lines.ts';

/** The one change that makes a text into another, without what both begin and end with. */
export function textDifference(location: string, before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const range = new Lines(before).rangeOf({ start, end: before.length - tail });
  return { location, range, newText: after.slice(start, after.length - tail) };
}
