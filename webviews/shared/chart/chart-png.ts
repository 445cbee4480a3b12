import { lineStyle, type Palette } from '../theme.ts';

interface Picture {
  /** The drawing, in device pixels. */
  drawing: HTMLCanvasElement;
  heading: string;
  /** What the drawing does to the data, such as smoothing. */
  notes: readonly string[];
  lines: readonly { label: string; style: number }[];
  palette: Palette;
  /** Says how many lines more there are than are named. */
  more(count: number): string;
}

/** CSS pixels. */
const margin = 12;
const rowHeight = 18;
const swatchWidth = 22;
const entryGap = 16;
const namedLines = 24;

/**
 * A chart that is read without the view that it comes from: the drawing on the editor's background, above it its metric,
 * what smoothing has done to it, and whose lines these are.
 *
 * @returns a PNG in base64; empty where there is no canvas to draw on
 */
export function chartPng(picture: Picture): string {
  const { drawing, heading, notes, lines, palette, more } = picture;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) return '';
  context.font = palette.font;
  const entries = lines
    .slice(0, namedLines)
    .map(({ label, style }) => ({ label, style: style as number | null }));
  if (lines.length > namedLines) entries.push({ label: more(lines.length - namedLines), style: null });
  const widthOf = (text: string) => context.measureText(text).width;
  const rows = inRows(entries, drawing.width / devicePixelRatio - 2 * margin, ({ label }) => widthOf(label));
  const top = margin + rowHeight * (rows.length + 1);
  canvas.width = drawing.width;
  canvas.height = drawing.height + Math.round(top * devicePixelRatio);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawing, 0, canvas.height - drawing.height);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.textBaseline = 'middle';
  write(context, heading, margin, margin + 4, palette.foreground, palette.font.replace('11px', '600 13px'));
  const afterHeading = margin + widthOf(heading) + entryGap;
  write(context, notes.join(' · '), afterHeading, margin + 4, palette.muted, palette.font);
  for (const [index, row] of rows.entries()) {
    const y = margin + 4 + rowHeight * (index + 1);
    for (const { entry, left } of row) {
      if (entry.style !== null) stroke(context, palette, entry.style, margin + left, y);
      write(context, entry.label, margin + left + swatchWidth, y, palette.foreground, palette.font);
    }
  }
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  font: string,
): void {
  context.font = font;
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

function stroke(
  context: CanvasRenderingContext2D,
  palette: Palette,
  style: number,
  x: number,
  y: number,
): void {
  const { colour, dash } = lineStyle(palette, style);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.setLineDash([...dash]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + swatchWidth - 6, y);
  context.stroke();
}

/** Each with its left edge, as many in a row as fit in the width (CSS pixels). */
function inRows<T>(
  entries: readonly T[],
  width: number,
  textWidth: (entry: T) => number,
): { entry: T; left: number }[][] {
  const rows: { entry: T; left: number }[][] = [];
  let left = 0;
  for (const entry of entries) {
    const needed = swatchWidth + textWidth(entry);
    if (rows.length === 0 || left + needed > width) {
      rows.push([]);
      left = 0;
    }
    rows.at(-1)?.push({ entry, left });
    left += needed + entryGap;
  }
  return rows;
}
