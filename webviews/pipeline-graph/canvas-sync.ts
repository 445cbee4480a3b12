import type { GraphViewport } from '../../schemas/protocol/views/pipeline-graph.ts';
import type { GraphCanvas } from './drawing/graph-canvas.ts';
import type { DrawnNode } from './drawing/graph-drawing.ts';
import type { NodeShapes } from './drawing/node-shape.ts';
import type { ShownNode } from './graph/graph.ts';
import type { GraphModel, LaidGraph } from './graph-model.ts';
import type { Selection } from './selection.ts';

const countsHeight = 36;

/** How the drawing shall stand. */
export interface WantedDrawing {
  model: GraphModel;
  selection: Selection;
  /** Where a first drawing begins; null for all of it. */
  viewport: GraphViewport | null;
  drawn: readonly DrawnNode[];
  /** The next layout is to be seen whole. */
  fits: boolean;
}

/** Brings the drawing to what the model has; knows what it shows already. */
export class CanvasSync {
  readonly #shapes: () => NodeShapes;
  #shown: LaidGraph | null = null;
  /** What is drawn is in the fonts or colours of another theme. */
  #isStale = false;

  constructor(shapes: () => NodeShapes) {
    this.#shapes = shapes;
  }

  expire(): void {
    this.#isStale = true;
  }

  isDue(laid: LaidGraph): boolean {
    return this.#shown !== laid || this.#isStale;
  }

  /** `card`: what lies over the drawing, if anything. Returns whether the next layout is still to be seen whole. */
  bring(canvas: GraphCanvas | null, wanted: WantedDrawing, card: () => HTMLElement | null): boolean {
    const { laid } = wanted.model;
    // A message that took its place is over: the next drawing begins anew.
    if (canvas === null) this.#shown = null;
    if (canvas === null || laid === null) return wanted.fits;
    this.#draw(canvas, laid, wanted);
    cover(canvas, card());
    return this.#look(canvas, laid, wanted);
  }

  #draw(canvas: GraphCanvas, laid: LaidGraph, { viewport, drawn }: WantedDrawing): void {
    if (this.#shown?.layout !== laid.layout || this.#isStale) {
      this.#isStale = false;
      if (this.#shown === null) canvas.startAt(viewport);
      const before = this.#shown?.graph;
      canvas.show(laid.layout, drawn, this.#shapes(), (id) => standIn(id, before?.nodes ?? [], laid));
    } else if (this.#shown !== laid) canvas.refresh(drawn);
    this.#shown = laid;
  }

  #look(canvas: GraphCanvas, { layout }: LaidGraph, { model, selection, fits }: WantedDrawing): boolean {
    if (!model.isLayingOut) {
      if (fits) canvas.fitIfReadable();
      else if (selection.revealing !== null) canvas.reveal(selection.revealing);
      selection.revealing = null;
    }
    const { selected, found } = selection;
    canvas.mark({ selected, found: found === null ? null : new Set(found) });
    if (selection.centring !== null && layout.positions.has(selection.centring)) {
      canvas.reveal(selection.centring, true);
      selection.centring = null;
    }
    return model.isLayingOut && fits;
  }
}

function cover(canvas: GraphCanvas, card: HTMLElement | null): void {
  const isBeside = card !== null && card.clientWidth < canvas.clientWidth;
  canvas.cover({
    right: isBeside ? card.offsetWidth : 0,
    bottom: countsHeight + (card && !isBeside ? card.offsetHeight : 0),
  });
}

/** The node that now shows the first stage of one that has gone. */
function standIn(id: string, before: readonly ShownNode[], { graph, layout }: LaidGraph): string | null {
  if (layout.positions.has(id)) return id;
  const first = before.find((node) => node.id === id)?.stages[0]?.name;
  return graph.nodes.find(({ stages }) => stages.some(({ name }) => name === first))?.id ?? null;
}
