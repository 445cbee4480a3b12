import type { GraphViewport } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { Box, GraphLayout, Point } from '../layout/graph-layout.ts';
import type { NodeLook } from '../node-look.ts';
import { boundsOf, edgePath } from './edge-path.ts';
import type { NodeShapes } from './node-shape.ts';
import { svg } from './svg.ts';
import { intersects, type Size, seenBox } from './viewport.ts';

export interface DrawnNode {
  id: string;
  centre: Point;
  size: Size;
  look: NodeLook;
}

/** What is drawn otherwise than the rest; null marks nothing. */
export interface Marks {
  selected: string | null;
  found: ReadonlySet<string> | null;
}

interface Item {
  bounds: Box;
  element: SVGElement | null;
  build(): SVGElement;
  mark(element: SVGElement): void;
}

/** Beyond the view, in its pixels, so that a little panning builds nothing. */
const around = 120;
const details = { full: 0.6, title: 0.28 };

/** Draws only what is in sight, into a group of its own. */
export class GraphDrawing {
  readonly world = svg('g', { class: 'world' });
  private readonly regionLayer = svg('g');
  private readonly edgeLayer = svg('g');
  private readonly nodeLayer = svg('g');
  private readonly nodes = new Map<string, { item: Item; drawn: DrawnNode; key: string }>();
  private edges: Item[] = [];
  private shapes: NodeShapes;
  private marks: Marks = { selected: null, found: null };

  constructor(shapes: NodeShapes) {
    this.shapes = shapes;
    this.world.append(this.regionLayer, this.edgeLayer, this.nodeLayer);
    for (const layer of [this.regionLayer, this.edgeLayer]) layer.setAttribute('aria-hidden', 'true');
    this.nodeLayer.setAttribute('role', 'presentation');
  }

  /** Draws another layout, or the same in other fonts; `see` must follow. */
  show(layout: GraphLayout, drawn: readonly DrawnNode[], shapes: NodeShapes): void {
    this.shapes = shapes;
    this.regionLayer.replaceChildren(...layout.regions.map(regionFrame));
    this.edgeLayer.replaceChildren();
    this.nodeLayer.replaceChildren();
    this.nodes.clear();
    this.edges = layout.edges.map((edge) => ({
      bounds: boundsOf(edge.points),
      element: null,
      build: () => edgeShape(edge.points, layout),
      mark: (element) => {
        const { selected, found } = this.marks;
        const isLinked = selected !== null && (edge.from === selected || edge.to === selected);
        element.classList.toggle('linked', isLinked);
        element.classList.toggle(
          'dim',
          !isLinked && found !== null && !(found.has(edge.from) && found.has(edge.to)),
        );
      },
    }));
    for (const node of drawn) this.nodes.set(node.id, this.nodeItem(node));
  }

  /** Draws what looks otherwise than before, in its place. */
  refresh(drawn: readonly DrawnNode[]): void {
    for (const node of drawn) {
      const known = this.nodes.get(node.id);
      const fresh = this.nodeItem(node);
      if (known === undefined || known.key === fresh.key) continue;
      this.nodes.set(node.id, fresh);
      if (known.item.element === null) continue;
      fresh.item.element = marked(fresh.item);
      known.item.element.replaceWith(fresh.item.element);
    }
  }

  mark(marks: Marks): void {
    this.marks = marks;
    for (const item of this.items()) if (item.element !== null) item.mark(item.element);
  }

  see(viewport: GraphViewport, view: Size): void {
    const { x, y, scale } = viewport;
    this.world.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
    const detail = scale >= details.full ? 'full' : scale >= details.title ? 'title' : 'shape';
    if (this.world.dataset.detail !== detail) this.world.dataset.detail = detail;
    const seen = seenBox(
      { x: x + around, y: y + around, scale },
      { width: view.width + 2 * around, height: view.height + 2 * around },
    );
    for (const edge of this.edges) place(edge, seen, this.edgeLayer);
    for (const { item } of this.nodes.values()) place(item, seen, this.nodeLayer);
  }

  /** The id for `aria-activedescendant`; null for a node that is not in sight. */
  elementId(id: string): string | null {
    return this.nodes.get(id)?.item.element?.id ?? null;
  }

  /** All of the drawing, in sight or not, for a picture. */
  whole(): SVGGElement {
    const items = [...this.items()];
    return svg('g', {}, this.regionLayer.cloneNode(true), ...items.map((item) => item.build()));
  }

  private *items(): Generator<Item> {
    yield* this.edges;
    for (const { item } of this.nodes.values()) yield item;
  }

  private nodeItem(drawn: DrawnNode): { item: Item; drawn: DrawnNode; key: string } {
    const { id, centre, size, look } = drawn;
    const item: Item = {
      bounds: { x: centre.x - size.width / 2, y: centre.y - size.height / 2, ...size },
      element: null,
      build: () => {
        const element = this.shapes.draw(look, centre, size);
        element.dataset.id = id;
        element.id = `node-${encodeURIComponent(id)}`;
        return element;
      },
      mark: (element) => {
        const { selected, found } = this.marks;
        element.classList.toggle('selected', id === selected);
        element.setAttribute('aria-selected', String(id === selected));
        element.classList.toggle('found', found?.has(id) === true);
        element.classList.toggle('dim', found !== null && !found.has(id) && id !== selected);
      },
    };
    return { item, drawn, key: JSON.stringify([look, centre, size]) };
  }
}

function marked(item: Item): SVGElement {
  const element = item.build();
  item.mark(element);
  return element;
}

function place(item: Item, seen: Box, layer: SVGElement): void {
  const isSeen = intersects(item.bounds, seen);
  if (isSeen && item.element === null) {
    item.element = marked(item);
    layer.append(item.element);
  } else if (!isSeen && item.element !== null) {
    item.element.remove();
    item.element = null;
  }
}

function edgeShape(points: readonly Point[], { direction }: GraphLayout): SVGElement {
  return svg('path', { class: 'edge', d: edgePath(points, direction), 'marker-end': 'url(#arrow)' });
}

function regionFrame({ name, x, y, width, height }: GraphLayout['regions'][number]): SVGElement {
  return svg(
    'g',
    { class: 'region' },
    svg('rect', { x, y, width, height, rx: 8 }),
    svg('text', { x: x + 14, y: y + 22 }, name),
  );
}

/** The arrow head that edges end in, for a `<defs>`. */
export function arrowHead(): SVGElement {
  const shape = svg('path', { class: 'arrow', d: 'M0 0L8 4L0 8Z' });
  return svg(
    'marker',
    {
      id: 'arrow',
      viewBox: '0 0 8 8',
      refX: 8,
      refY: 4,
      markerWidth: 7,
      markerHeight: 7,
      orient: 'auto',
      markerUnits: 'userSpaceOnUse',
    },
    shape,
  );
}
