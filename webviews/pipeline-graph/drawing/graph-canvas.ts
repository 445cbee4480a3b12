import { html, LitElement } from 'lit';
import type { GraphViewport, PipelineGraphStrings } from '../../../schemas/protocol/views/pipeline-graph.ts';
import { sharedStyles } from '../../shared/styles.ts';
import { ThemeController } from '../../shared/theme.ts';
import type { Box, GraphLayout, Point } from '../layout/graph-layout.ts';
import { type Anchor, anchorOf } from './anchor.ts';
import { type CanvasAction, CanvasKeys } from './canvas-keys.ts';
import { listenToGestures } from './gestures.ts';
import { arrowHead, type DrawnNode, GraphDrawing, type Marks } from './graph-drawing.ts';
import { canvasStyles, graphMarkStyles, graphStyles, toneStyles } from './graph-styles.ts';
import { keyTarget } from './key-target.ts';
import type { NodeShapes } from './node-shape.ts';
import { broughtIntoView, centredOn, fitted, type Size, seenBox, zoomedAt } from './viewport.ts';

/** Below this a fit shows shapes and no names. */
const readableScale = 0.45;

export interface GraphEvents {
  'graph-select': { id: string | null; goes: boolean };
  'graph-open': { id: string };
  /** What part of the drawing is in sight now. */
  'graph-viewport': { seen: Box };
  'graph-hover': { id: string | null };
}

/** The drawing itself: what is in sight, and how a person moves over it. */
export class GraphCanvas extends LitElement {
  static override styles = [...sharedStyles, toneStyles, graphStyles, graphMarkStyles, canvasStyles];
  static override properties = { strings: { attribute: false } };

  declare strings: PipelineGraphStrings;
  private drawing: GraphDrawing | undefined;
  private layout: GraphLayout | null = null;
  private drawn = new Map<string, DrawnNode>();
  private marks: Marks = { selected: null, found: null };
  private viewport: GraphViewport | null = null;
  private isFitted = true;
  private readonly keys = new CanvasKeys((action) => this.perform(action));
  /** Pixels at the right and the bottom that something lies over. */
  private covered = { right: 0, bottom: 0 };
  private frame = 0;
  private readonly sizes = new ResizeObserver(() => (this.isFitted ? this.fit() : this.draw()));

  constructor() {
    super();
    new ThemeController(this, () => this.requestUpdate());
  }

  /** What lies over the drawing leaves less to show things in; nothing moves yet. */
  cover(covered: { right: number; bottom: number }): void {
    this.covered = covered;
  }

  /** Where a person has moved to; null for all of the drawing. */
  get moved(): GraphViewport | null {
    return this.isFitted ? null : this.viewport;
  }

  /** Before the first layout: where to begin. */
  startAt(viewport: GraphViewport | null): void {
    this.viewport = viewport;
    this.isFitted = viewport === null;
  }

  /**
   * Draws another layout. What is in the middle of the view, or selected, stays where it is.
   * @param standIn the node of the new layout that takes the place of one of the old; null for none
   */
  show(
    layout: GraphLayout,
    nodes: readonly DrawnNode[],
    shapes: NodeShapes,
    standIn: (id: string) => string | null,
  ): void {
    const before = this.layout;
    const anchor = this.anchor();
    this.layout = layout;
    this.drawn = new Map(nodes.map((node) => [node.id, node]));
    this.drawing ??= new GraphDrawing(shapes);
    this.drawing.show(layout, nodes, shapes);
    const to = anchor === null ? undefined : layout.positions.get(standIn(anchor.id) ?? '');
    if (this.isFitted || this.viewport === null) this.fit();
    else if (
      before !== null &&
      (before.direction !== layout.direction || anchor === null || to === undefined)
    )
      this.fit();
    else if (anchor !== null && to !== undefined) {
      const { x, y, scale } = this.viewport;
      this.viewport = { x: x + (anchor.at.x - to.x) * scale, y: y + (anchor.at.y - to.y) * scale, scale };
    }
    this.requestUpdate();
  }

  /** Draws anew what looks otherwise now; nothing moves. */
  refresh(nodes: readonly DrawnNode[]): void {
    for (const node of nodes) this.drawn.set(node.id, node);
    this.drawing?.refresh(nodes);
  }

  mark(marks: Marks): void {
    this.marks = marks;
    this.drawing?.mark(marks);
    this.announce();
  }

  fit(): void {
    this.isFitted = true;
    if (this.layout !== null) this.look(fitted(this.layout, this.free), true);
  }

  /** Where names can still be read then; otherwise nothing moves. */
  fitIfReadable(): void {
    if (this.layout !== null && fitted(this.layout, this.free).scale >= readableScale) this.fit();
  }

  zoom(factor: number): void {
    const { width, height } = this.free;
    if (this.viewport !== null) this.look(zoomedAt(this.viewport, factor, { x: width / 2, y: height / 2 }));
  }

  /** Moves no more than is needed; `isCentred` always to the middle, and near enough to read. */
  reveal(id: string, isCentred = false): void {
    const node = this.drawn.get(id);
    if (node === undefined || this.viewport === null) return;
    if (isCentred) {
      const scale = Math.max(this.viewport.scale, 0.8);
      this.look(centredOn({ ...this.viewport, scale }, node.centre, this.free));
      return;
    }
    const { centre, size } = node;
    const box = { x: centre.x - size.width / 2, y: centre.y - size.height / 2, ...size };
    const seen = broughtIntoView(this.viewport, box, this.free);
    if (seen.x !== this.viewport.x || seen.y !== this.viewport.y) this.look(seen);
  }

  /** To the middle of the view. */
  goTo(point: Point): void {
    if (this.viewport !== null) this.look(centredOn(this.viewport, point, this.free));
  }

  /** Where a node stands in this element, in CSS pixels. */
  placeOf(id: string): { left: number; top: number; bottom: number } | null {
    const node = this.drawn.get(id);
    if (node === undefined || this.viewport === null) return null;
    const { x, y, scale } = this.viewport;
    return {
      left: x + (node.centre.x - node.size.width / 2) * scale,
      top: y + (node.centre.y - node.size.height / 2) * scale,
      bottom: y + (node.centre.y + node.size.height / 2) * scale,
    };
  }

  /** All of the drawing as it would stand at a scale of 1, for a picture. */
  picture(): { content: SVGGElement; size: Size } | null {
    return this.drawing && this.layout
      ? { content: this.drawing.whole(), size: { width: this.layout.width, height: this.layout.height } }
      : null;
  }

  override focus(): void {
    this.surface?.focus();
  }

  private get surface(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  private get view(): Size {
    return { width: this.clientWidth, height: this.clientHeight };
  }

  private get free(): Size {
    const { right, bottom } = this.covered;
    return { width: this.clientWidth - right, height: this.clientHeight - bottom };
  }

  protected override firstUpdated(): void {
    const { surface } = this;
    if (surface === null) return;
    this.sizes.observe(this);
    const defs = document.createElementNS('http://www.w3.org/2000/svg', 'defs');
    defs.append(arrowHead());
    surface.append(defs);
    listenToGestures(
      surface,
      {
        pan: (by) => this.pan(by),
        zoom: (factor, at) => this.viewport && this.look(zoomedAt(this.viewport, factor, at)),
        click: (target, isDouble) => this.onClick(target, isDouble),
      },
      () => this.keys.isSpaceHeld,
    );
  }

  protected override updated(): void {
    const { surface, drawing } = this;
    if (surface === null || drawing === undefined) return;
    if (drawing.world.parentNode !== surface) surface.append(drawing.world);
    this.draw();
    drawing.mark(this.marks);
    this.announce();
  }

  protected override render() {
    return html`<svg
      role="tree"
      tabindex="0"
      aria-label=${this.strings.title}
      aria-describedby="help"
      @keydown=${this.keys.down}
      @keyup=${this.keys.up}
      @blur=${this.keys.leave}
      @pointerover=${(event: PointerEvent) => this.tell('graph-hover', { id: nodeId(event.target as Element) })}
      @pointerleave=${() => this.tell('graph-hover', { id: null })}
    ></svg>
      <div id="help" class="visually-hidden">${this.strings.graphHelp}</div>`;
  }

  private look(viewport: GraphViewport, isFit = false): void {
    this.viewport = viewport;
    this.isFitted = isFit;
    if (this.frame !== 0) return;
    // One drawing a frame, however many events come.
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    if (this.drawing === undefined || this.viewport === null || this.clientWidth === 0) return;
    this.drawing.see(this.viewport, this.view);
    this.announce();
    this.tell('graph-viewport', { seen: seenBox(this.viewport, this.view) });
  }

  private anchor(): Anchor | null {
    const { layout, viewport } = this;
    return layout && anchorOf(layout, this.marks.selected, viewport, this.view);
  }

  private onClick(target: Element, isDouble: boolean): void {
    const id = nodeId(target);
    if (isDouble) {
      if (id !== null) this.tell('graph-open', { id });
    } else this.tell('graph-select', { id, goes: true });
  }

  private perform(action: CanvasAction): void {
    switch (action.kind) {
      case 'pan':
        this.pan(action.by);
        return;
      case 'move':
      case 'first':
      case 'last': {
        const id = this.layout && keyTarget(action, this.marks.selected, this.layout, [...this.drawn.keys()]);
        if (id !== null) this.tell('graph-select', { id, goes: false });
        return;
      }
      case 'open':
        if (this.marks.selected !== null) this.tell('graph-open', { id: this.marks.selected });
        return;
      case 'zoom':
        this.zoom(action.factor);
        return;
      case 'fit':
        this.fit();
    }
  }

  private pan(by: Point): void {
    if (this.viewport !== null)
      this.look({ ...this.viewport, x: this.viewport.x + by.x, y: this.viewport.y + by.y });
  }

  /** Which node the keyboard is at, for screen readers. */
  private announce(): void {
    const { surface } = this;
    const id = this.marks.selected === null ? null : (this.drawing?.elementId(this.marks.selected) ?? null);
    if (id === null) surface?.removeAttribute('aria-activedescendant');
    else if (surface?.getAttribute('aria-activedescendant') !== id)
      surface?.setAttribute('aria-activedescendant', id);
  }

  private tell<K extends keyof GraphEvents>(name: K, detail: GraphEvents[K]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define('slipway-graph', GraphCanvas);

function nodeId(target: Element): string | null {
  return target.closest<SVGElement>('.node')?.dataset.id ?? null;
}
