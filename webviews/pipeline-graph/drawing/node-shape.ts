import type { Point } from '../layout/graph-layout.ts';
import type { NodeLook } from '../node-look.ts';
import { fileOutlines, stateOutlines } from './state-icons.ts';
import { svg } from './svg.ts';
import { TextWidth } from './text-width.ts';
import type { Size } from './viewport.ts';

/** A group has two cards behind it. */
const stack = 6;
const heights = { stage: 46, group: 46 + stack, files: 26 };
const widths = { least: 180, most: 260, leastFile: 60, mostFile: 200 };
const cornerRadius = 6;
const textStart = 34;
const barHeight = 3;

/** Measures and draws nodes in the fonts of the editor. */
export class NodeShapes {
  private readonly title: TextWidth;
  private readonly line: TextWidth;
  private readonly far: TextWidth;

  /** @param family as CSS writes it */
  constructor(family: string) {
    this.title = new TextWidth(`600 13px ${family}`);
    this.line = new TextWidth(`11px ${family}`);
    this.far = new TextWidth(`600 20px ${family}`);
  }

  /** Stages of one drawing are of one width, wide enough for the longest name within reason. */
  stageWidth(looks: readonly Pick<NodeLook, 'kind' | 'title' | 'place'>[]): number {
    const needed = looks.reduce(
      (most, { kind, title, place }) =>
        kind === 'files' ? most : Math.max(most, this.title.of(prefixed(place, title)) + textStart + 14),
      widths.least,
    );
    // In steps, so that a name that is a little longer moves nothing.
    return Math.min(widths.most, Math.ceil(needed / 20) * 20);
  }

  size({ kind, title }: Pick<NodeLook, 'kind' | 'title'>, stageWidth: number): Size {
    const width =
      kind === 'files'
        ? Math.min(widths.mostFile, Math.max(widths.leastFile, Math.ceil(this.line.of(title)) + 38))
        : stageWidth;
    return { width, height: heights[kind] };
  }

  /** Centred at a point. Classes and roles are as `graphStyles` and a screen reader want them. */
  draw(look: NodeLook, centre: Point, size: Size): SVGGElement {
    const group = svg('g', {
      class: `node ${look.kind} state-${look.state ?? 'none'}`,
      transform: `translate(${centre.x - size.width / 2} ${centre.y - size.height / 2})`,
      role: 'treeitem',
      'aria-label': look.label,
    });
    if (look.kind === 'group') group.setAttribute('aria-expanded', 'false');
    if (look.kind === 'files') group.append(...this.files(look, size));
    else if (look.kind === 'stage') group.append(...this.stage(look, size));
    else group.append(...this.group(look, size));
    return group;
  }

  private group(look: NodeLook, { width, height }: Size): Node[] {
    const front = { width, height: height - stack };
    const behind = (offset: number) =>
      svg('rect', {
        class: 'card behind',
        x: offset,
        y: stack - offset,
        width: width - 2 * offset,
        height: front.height,
        rx: cornerRadius,
      });
    const card = svg('g', { transform: `translate(0 ${stack})` }, ...this.stage(look, front));
    return [behind(stack), behind(stack / 2), card];
  }

  private stage(look: NodeLook, { width, height }: Size): Node[] {
    const room = width - textStart - 10;
    const text = prefixed(look.place, look.title);
    const title = svg('text', { class: 'title', x: textStart, y: 20 });
    const shown = this.title.shortened(text, room);
    const prefixLength = look.place === '' ? 0 : look.place.length + 1;
    if (prefixLength > 0 && shown.length > prefixLength)
      title.append(svg('tspan', { class: 'place' }, shown.slice(0, prefixLength)), shown.slice(prefixLength));
    else title.append(shown);
    return [
      svg('rect', { class: 'card', width, height, rx: cornerRadius }),
      svg('path', {
        class: 'icon',
        d: look.state === null ? '' : stateOutlines[look.state],
        transform: 'translate(11 9)',
      }),
      title,
      svg('text', { class: 'line', x: textStart, y: 36 }, this.line.shortened(look.line, room)),
      svg(
        'text',
        { class: 'far', x: width / 2, y: height / 2 + 7 },
        this.far.shortened(look.title, width - 12),
      ),
      ...this.bars(look, { width, height }),
    ];
  }

  /** How far a running stage is, or how the stages of a group stand. */
  private bars({ progress, counts }: NodeLook, { width, height }: Size): Node[] {
    const [left, top, room] = [8, height - barHeight - 2, width - 16];
    const bar = (className: string, x: number, length: number) =>
      svg('rect', {
        class: `bar ${className}`,
        x,
        y: top,
        width: Math.max(0, length),
        height: barHeight,
        rx: 1.5,
      });
    if (progress !== null)
      return [bar('track', left, room), bar('state-running', left, Math.max(barHeight, room * progress))];
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    let x = left;
    return counts.map(({ state, count }) => {
      const length = (room * count) / total;
      const part = bar(`state-${state}`, x, length - 1);
      x += length;
      return part;
    });
  }

  private files(look: NodeLook, { width, height }: Size): Node[] {
    const outline = look.fileCount > 1 ? fileOutlines.several : fileOutlines.one;
    return [
      svg('rect', { class: 'card', width, height, rx: height / 2 }),
      svg('path', { class: 'icon', d: outline, transform: 'translate(9 5.5) scale(.9)' }),
      svg('text', { class: 'line', x: 28, y: 17 }, this.line.shortened(look.title, width - 38)),
    ];
  }
}

function prefixed(place: string, title: string): string {
  return place === '' ? title : `${place}/${title}`;
}
