/** A place in a text; both from 0. */
export interface Spot {
  line: number;
  column: number;
}

/** What replaced the text between two places. */
export interface TextChange {
  start: Spot;
  end: Spot;
  text: string;
}

/** Where what stood at a place stands after a change; what was replaced itself is where the change begins. */
export function shiftSpot(spot: Spot, { start, end, text }: TextChange): Spot {
  if (isBefore(spot, start)) return spot;
  if (isBefore(spot, end)) return start;
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1)?.length ?? 0;
  const from = lines.length === 1 ? start.column : 0;
  return {
    line: spot.line - end.line + start.line + lines.length - 1,
    column: spot.line === end.line ? spot.column - end.column + from + last : spot.column,
  };
}

function isBefore(a: Spot, b: Spot): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
