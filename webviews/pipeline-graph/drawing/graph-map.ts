import { css, html, LitElement } from 'lit';
import type { Box, Point } from '../layout/graph-layout.ts';
import type { DrawnNode } from './graph-drawing.ts';
import { toneStyles } from './graph-styles.ts';
import { svg } from './svg.ts';
import type { Size } from './viewport.ts';

const most: Size = { width: 190, height: 140 };
/** Pixels; a node is never less, however large the drawing. */
const least = 1.5;

export interface MapEvents {
  /** The point of the drawing that is to be in the middle. */
  'map-go': Point;
}

/** All of a large drawing in small, and what part of it is in sight. A pointer goes anywhere in it. */
export class GraphMap extends LitElement {
  static override styles = [
    toneStyles,
    css`
      :host {
        cursor: pointer;
        display: block;
      }
      svg {
        display: block;
        touch-action: none;
      }
      path {
        fill: var(--tone, var(--vscode-descriptionForeground));
        opacity: 0.8;
      }
      .seen {
        fill: var(--vscode-foreground);
        fill-opacity: 0.08;
        stroke: var(--vscode-focusBorder);
        stroke-width: 1.5;
      }
    `,
  ];
  static override properties = { nodes: { attribute: false }, drawing: { attribute: false } };

  declare nodes: readonly DrawnNode[];
  declare drawing: Size;
  private readonly seen = svg('rect', { class: 'seen', rx: 2 });

  /** What is in sight of the drawing now; cheap enough for each frame. */
  see(seen: Box): void {
    for (const [name, value] of Object.entries(seen))
      this.seen.setAttribute(name, String(value * this.scale));
  }

  private get scale(): number {
    return Math.min(most.width / this.drawing.width, most.height / this.drawing.height);
  }

  protected override updated(): void {
    const surface = this.renderRoot.querySelector('svg');
    surface?.replaceChildren(...this.shapes(), this.seen);
    surface?.setAttribute('width', String(Math.ceil(this.drawing.width * this.scale)));
    surface?.setAttribute('height', String(Math.ceil(this.drawing.height * this.scale)));
  }

  protected override render() {
    return html`<svg
      aria-hidden="true"
      @pointerdown=${(event: PointerEvent) => {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        this.go(event);
      }}
      @pointermove=${(event: PointerEvent) => {
        if (event.buttons === 1) this.go(event);
      }}
    ></svg>`;
  }

  private go(event: PointerEvent): void {
    const detail: MapEvents['map-go'] = { x: event.offsetX / this.scale, y: event.offsetY / this.scale };
    this.dispatchEvent(new CustomEvent('map-go', { detail }));
  }

  /** One outline for each state: a thousand nodes cost a few shapes. */
  private shapes(): SVGElement[] {
    const { scale } = this;
    const outlines = new Map<string, string>();
    for (const { look, centre, size } of this.nodes) {
      const width = Math.max(least, size.width * scale);
      const height = Math.max(least, size.height * scale);
      const corner = `M${centre.x * scale - width / 2} ${centre.y * scale - height / 2}`;
      const state = look.state ?? 'none';
      outlines.set(state, `${outlines.get(state) ?? ''}${corner}h${width}v${height}h${-width}z`);
    }
    return [...outlines].map(([state, d]) => svg('path', { class: `state-${state}`, d }));
  }
}
customElements.define('slipway-graph-map', GraphMap);
