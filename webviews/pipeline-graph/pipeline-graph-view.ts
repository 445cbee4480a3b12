import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import './drawing/graph-canvas.ts';
import './drawing/graph-map.ts';
import { html, LitElement, nothing } from 'lit';
import type {
  GraphFocus,
  GraphViewport,
  PipelineGraphContract,
  PipelineGraphState,
  PipelineGraphStrings,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import type { Host } from '../shared/host.ts';
import { fullPage, sharedStyles } from '../shared/styles.ts';
import { ThemeController } from '../shared/theme.ts';
import { CanvasSync } from './canvas-sync.ts';
import { menuContext, nodeUnder } from './context-menu.ts';
import type { GraphCanvas, GraphEvents } from './drawing/graph-canvas.ts';
import type { DrawnNode } from './drawing/graph-drawing.ts';
import type { GraphMap, MapEvents } from './drawing/graph-map.ts';
import { toneStyles } from './drawing/graph-styles.ts';
import { copyMermaid, savePicture } from './export-graph.ts';
import { GraphModel } from './graph-model.ts';
import { graphToolbar } from './graph-toolbar.ts';
import type { Box } from './layout/graph-layout.ts';
import { Layouts } from './layout/layouts.ts';
import { faultList, graphMessage } from './messages.ts';
import { nodeCard } from './node-card.ts';
import { NodeSizes } from './node-sizes.ts';
import { nodeTip, stateCounts, zoomTools } from './overlays.ts';
import { pipelineGraphViewStyles } from './pipeline-graph-view-styles.ts';
import { savedGraph } from './saved-graph.ts';
import { Selection } from './selection.ts';
import { focusBar } from './toolbar.ts';

const saveAfterMs = 200;
/** Fewer nodes are found without a map. */
const leastForMap = 40;

/** The stages of all pipelines as a graph. What it shows is `GraphModel`'s, how it is drawn `GraphCanvas`'s. */
export class PipelineGraphView extends LitElement {
  static override styles = [...sharedStyles, fullPage, toneStyles, pipelineGraphViewStyles];

  private readonly host: Host<PipelineGraphContract>;
  private readonly strings: PipelineGraphStrings;
  private readonly model: GraphModel;
  private state: PipelineGraphState;
  private sizes: NodeSizes;
  private readonly selection: Selection;
  private hovered: string | null = null;
  /** The next layout is to be seen whole. */
  private fits = false;
  private drawn: readonly DrawnNode[] = [];
  private seen: Box | null = null;
  /** Null while all of the drawing is in sight. */
  private viewport: GraphViewport | null;
  private readonly sync = new CanvasSync(() => this.sizes.shapes);
  private saveTimer = 0;

  constructor(host: Host<PipelineGraphContract>, state: PipelineGraphState, strings: PipelineGraphStrings) {
    super();
    this.host = host;
    this.strings = strings;
    this.state = state;
    const saved = host.saved();
    this.viewport = saved.viewport ?? null;
    const layouts = new Layouts(new URL('./pipeline-graph-worker.js', import.meta.url));
    this.sizes = new NodeSizes(strings);
    this.model = new GraphModel(
      host,
      layouts,
      (nodes) => this.sizes.toLayOut(nodes),
      () => this.changed(),
    );
    this.selection = new Selection(this.model, saved, strings);
    new ThemeController(this, () => {
      // Fonts may be others.
      this.sizes = new NodeSizes(strings);
      this.model.change({});
      this.sync.expire();
      this.requestUpdate();
    });
    window.setInterval(() => this.tick(), 1000);
    window.addEventListener('keydown', (event) => this.onKey(event));
    this.addEventListener('contextmenu', (event) => this.onContextMenu(event));
    this.show(state);
  }

  /** The panel has come into sight, perhaps to show a stage. */
  show(state: PipelineGraphState): void {
    this.state = state;
    this.selection.showStage(state.reveal);
    void this.model.load();
  }

  private get map(): GraphMap | null {
    return this.renderRoot.querySelector<GraphMap>('slipway-graph-map');
  }

  private get canvas(): GraphCanvas | null {
    return this.renderRoot?.querySelector<GraphCanvas>('slipway-graph') ?? null;
  }

  private changed(): void {
    this.selection.update();
    this.requestUpdate();
    this.save();
  }

  protected override willUpdate(): void {
    const { laid } = this.model;
    if (laid !== null && this.sync.isDue(laid)) this.drawn = this.sizes.toDraw(laid);
  }

  protected override updated(): void {
    if (this.seen !== null) this.map?.see(this.seen);
    const { canvas, model, selection, viewport, drawn } = this;
    this.fits = this.sync.bring(canvas, { model, selection, viewport, drawn, fits: this.fits }, () =>
      this.renderRoot.querySelector<HTMLElement>('aside'),
    );
  }

  /** A running stage's time goes on without any message. */
  private tick(): void {
    const { laid } = this.model;
    const running = (laid?.graph.nodes ?? []).filter(({ stages }) => stages.some((stage) => stage.running));
    if (laid === null || running.length === 0) return;
    this.canvas?.refresh(this.sizes.toDraw({ ...laid, graph: { ...laid.graph, nodes: running } }));
    if (this.selection.selected !== null) this.requestUpdate();
  }

  protected override render() {
    const { strings, model } = this;
    const message = graphMessage(model, this.state, strings, {
      retry: () => void model.load(),
      act: (action) => this.host.act(action),
    });
    return html`${this.renderToolbar()} ${this.renderFocus()}
      ${
        model.pipelines === null && model.error === null
          ? html`<vscode-progress-bar class="progress"></vscode-progress-bar>`
          : nothing
      }
      ${faultList(model.pipelines?.faults ?? [], strings, (action) => this.host.act(action))}
      <main>
        ${
          message ??
          html`<slipway-graph
              .strings=${strings}
              @graph-select=${({ detail }: CustomEvent<GraphEvents['graph-select']>) => this.select(detail.id, detail.goes)}
              @graph-open=${({ detail }: CustomEvent<GraphEvents['graph-open']>) => this.open(detail.id)}
              @graph-viewport=${({ detail }: CustomEvent<GraphEvents['graph-viewport']>) => this.moved(detail.seen)}
              @graph-hover=${({ detail }: CustomEvent<GraphEvents['graph-hover']>) => this.hover(detail.id)}
            ></slipway-graph>
            ${this.renderTip()}
            ${stateCounts(model.pipelines?.stages ?? [], model.isLayingOut, strings)} ${this.renderMap()} ${zoomTools(() => this.canvas, strings)}
            ${this.renderCard()}`
        }
      </main>`;
  }

  private renderToolbar() {
    const { model, selection, strings } = this;
    return graphToolbar(model, selection, strings, {
      changed: () => this.changed(),
      copyMermaid: () => this.host.act(copyMermaid(model, strings)),
      savePicture: (format) => void this.savePicture(format),
    });
  }

  private renderFocus() {
    const { focus } = this.model.choices;
    const node = this.model.node(focus?.node ?? null);
    if (focus === null || node === undefined) return nothing;
    return focusBar(focus, node.title, this.strings, (changed) => this.focusOn(changed));
  }

  private renderTip() {
    const node = this.model.node(this.hovered);
    if (node === undefined || node.id === this.selection.selected) return nothing;
    const place = this.canvas?.placeOf(node.id) ?? null;
    return place === null ? nothing : nodeTip(node, place, this.strings);
  }

  private renderMap() {
    const { laid } = this.model;
    if (laid === null || this.viewport === null || laid.graph.nodes.length < leastForMap) return nothing;
    return html`<slipway-graph-map
      class="map"
      .nodes=${this.drawn}
      .drawing=${laid.layout}
      @map-go=${({ detail }: CustomEvent<MapEvents['map-go']>) => this.canvas?.goTo(detail)}
    ></slipway-graph-map>`;
  }

  private renderCard() {
    const { model, selection } = this;
    const node = model.node(selection.selected);
    if (node === undefined) return nothing;
    return nodeCard({
      node,
      openGroup: selection.openGroup,
      strings: this.strings,
      canRun: this.state.canRun,
      isFocus: model.choices.focus?.node === node.id,
      act: (action) => this.host.act(action),
      show: (name) => {
        selection.showStage(name);
        this.changed();
      },
      toggleGroup: (id) => this.toggleGroup(id),
      focus: (id) => this.focusOn({ node: id, up: null, down: null }),
      close: () => {
        this.select(null, false);
        this.canvas?.focus();
      },
    });
  }

  private toggleGroup(id: string): void {
    this.selection.toggleGroup(id);
    this.changed();
  }

  private focusOn(focus: GraphFocus | null): void {
    this.fits = focus !== null;
    this.selection.revealing = this.selection.selected;
    this.model.change({ focus });
  }

  private select(id: string | null, goes: boolean): void {
    this.selection.select(id);
    if (goes) this.goTo(id, false);
    this.changed();
  }

  private open(id: string): void {
    if (this.model.node(id)?.kind === 'group') this.toggleGroup(id);
    else this.goTo(id, true);
  }

  private goTo(id: string | null, takeFocus: boolean): void {
    const [stage] = this.model.node(id)?.stages ?? [];
    if (stage !== undefined) this.host.act({ kind: 'goTo', file: stage.file, line: stage.line, takeFocus });
  }

  private hover(id: string | null): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    const isTyping = event.composedPath().some((target) => target instanceof HTMLInputElement);
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') {
      event.preventDefault();
      this.renderRoot.querySelector<HTMLElement>('vscode-textfield')?.focus();
    } else if (event.key === 'Escape') {
      if (this.selection.selected !== null) this.select(null, false);
      else if (this.selection.search !== '') {
        this.selection.search = '';
        this.changed();
      } else if (this.model.choices.focus !== null) this.focusOn(null);
    }
  }

  /** VS Code reads from here which entries its menu has, and hands them to the commands. */
  private onContextMenu(event: MouseEvent): void {
    const id = nodeUnder(event) ?? this.selection.selected;
    const node = this.model.node(id);
    if (id !== null) this.select(id, false);
    this.dataset.vscodeContext = menuContext(node, this.state.target.folder);
  }

  private async savePicture(format: 'svg' | 'png'): Promise<void> {
    const action = await savePicture(this.canvas, format);
    if (action !== null) this.host.act(action);
  }

  /** What changes with each frame is kept once it has come to rest. */
  private moved(seen: Box): void {
    const wasWhole = this.viewport === null;
    this.viewport = this.canvas?.moved ?? null;
    this.seen = seen;
    // The map is there while not all of the drawing is.
    if (wasWhole !== (this.viewport === null)) this.requestUpdate();
    this.map?.see(seen);
    window.clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => this.save(), saveAfterMs);
  }

  private save(): void {
    this.host.save(savedGraph(this.model, this.selection, this.viewport, this.state.target));
  }
}
customElements.define('slipway-pipeline-graph', PipelineGraphView);
