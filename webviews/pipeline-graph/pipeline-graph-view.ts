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
import type { GraphCanvas, GraphEvents } from './drawing/graph-canvas.ts';
import type { DrawnNode } from './drawing/graph-drawing.ts';
import type { GraphMap, MapEvents } from './drawing/graph-map.ts';
import { toneStyles } from './drawing/graph-styles.ts';
import { copyMermaid, savePicture } from './export-graph.ts';
import type { ShownNode } from './graph/graph.ts';
import { groupName } from './graph/shown-graph.ts';
import { GraphModel, type LaidGraph } from './graph-model.ts';
import type { Box } from './layout/graph-layout.ts';
import { Layouts } from './layout/layouts.ts';
import { faultList, graphMessage } from './messages.ts';
import { nodeCard } from './node-card.ts';
import { NodeSizes } from './node-sizes.ts';
import { nodeTip, stateCounts } from './overlays.ts';
import { pipelineGraphViewStyles } from './pipeline-graph-view-styles.ts';
import { Selection } from './selection.ts';
import { focusBar, tool, toolbar } from './toolbar.ts';

const zoomStep = 1.4;
const saveAfterMs = 200;
const countsHeight = 36;
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
  /** What is drawn is in the fonts or colours of another theme. */
  private isStale = false;
  private drawn: readonly DrawnNode[] = [];
  private seen: Box | null = null;
  /** Null while all of the drawing is in sight. */
  private viewport: GraphViewport | null;
  private shown: LaidGraph | null = null;
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
      this.isStale = true;
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
    if (laid !== null && (this.shown !== laid || this.isStale)) this.drawn = this.sizes.toDraw(laid);
  }

  protected override updated(): void {
    if (this.seen !== null) this.map?.see(this.seen);
    const { canvas, model, selection } = this;
    const { laid } = model;
    // A message that took its place is over: the next drawing begins anew.
    if (canvas === null) this.shown = null;
    if (canvas === null || laid === null) return;
    if (this.shown?.layout !== laid.layout || this.isStale) {
      this.isStale = false;
      if (this.shown === null) canvas.startAt(this.viewport);
      const before = this.shown?.graph;
      canvas.show(laid.layout, this.drawn, this.sizes.shapes, (id) => standIn(id, before?.nodes ?? [], laid));
    } else if (this.shown !== laid) canvas.refresh(this.drawn);
    this.shown = laid;
    const card = this.renderRoot.querySelector<HTMLElement>('aside');
    const isBeside = card !== null && card.clientWidth < canvas.clientWidth;
    canvas.cover({
      right: isBeside ? card.offsetWidth : 0,
      bottom: countsHeight + (card && !isBeside ? card.offsetHeight : 0),
    });
    if (!model.isLayingOut) {
      if (this.fits) canvas.fitIfReadable();
      else if (selection.revealing !== null) canvas.reveal(selection.revealing);
      this.fits = false;
      selection.revealing = null;
    }
    const { selected, found } = selection;
    canvas.mark({ selected, found: found === null ? null : new Set(found) });
    if (selection.centring !== null && laid.layout.positions.has(selection.centring)) {
      canvas.reveal(selection.centring, true);
      selection.centring = null;
    }
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
            ${stateCounts(model.pipelines?.stages ?? [], model.isLayingOut, strings)} ${this.renderMap()} ${this.renderZoom()}
            ${this.renderCard()}`
        }
      </main>`;
  }

  private renderToolbar() {
    const { model, strings } = this;
    const { choices, groups } = model;
    return toolbar({
      strings,
      search: this.selection.search,
      found: this.selection.found?.length ?? null,
      direction: choices.direction,
      showsFiles: choices.showsFiles,
      groups: groups.length,
      expanded: groups.filter((id) => choices.expanded.has(id)).length,
      onSearch: (text) => {
        this.selection.search = text;
        this.changed();
      },
      onStep: (by) => {
        this.selection.step(by);
        this.changed();
      },
      onDirection: (direction) => model.change({ direction }),
      onFiles: (showsFiles) => model.change({ showsFiles }),
      onExpandAll: (expand) => model.change({ expanded: new Set(expand ? groups : []) }),
      onMermaid: () => this.host.act(copyMermaid(model, strings)),
      onPicture: (format) => void this.savePicture(format),
    });
  }

  private renderFocus() {
    const { focus } = this.model.choices;
    const node = this.model.node(focus?.node ?? null);
    if (focus === null || node === undefined) return nothing;
    return focusBar(focus, node.title, this.strings, (changed) => this.focusOn(changed));
  }

  private renderTip() {
    const { hovered } = this;
    const node = this.model.node(hovered);
    if (hovered === null || hovered === this.selection.selected || node === undefined) return nothing;
    const place = this.canvas?.placeOf(hovered) ?? null;
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

  private renderZoom() {
    const { strings } = this;
    return html`<div class="zoom">
      ${tool('zoom-in', strings.zoomIn, () => this.canvas?.zoom(zoomStep))}
      ${tool('zoom-out', strings.zoomOut, () => this.canvas?.zoom(1 / zoomStep))}
      ${tool('screen-full', strings.fit, () => this.canvas?.fit())}
    </div>`;
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
    const element = event
      .composedPath()
      .find((target) => target instanceof SVGElement && target.classList.contains('node'));
    const id = element instanceof SVGElement ? (element.dataset.id ?? null) : this.selection.selected;
    const node = this.model.node(id);
    if (id !== null) this.select(id, false);
    const [stage] = node?.stages ?? [];
    const isStage = node?.kind === 'stage';
    this.dataset.vscodeContext = JSON.stringify({
      preventDefaultContextMenuItems: true,
      webviewSection: node?.kind ?? 'graph',
      folder: this.state.target.folder,
      stage: stage && (isStage ? stage.name : groupName(stage)),
      stageRan: isStage && stage !== undefined && (stage.lastRun !== null || stage.running !== null),
    });
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
    const { direction, expanded, showsFiles, focus } = this.model.choices;
    this.host.save({
      state: { target: this.state.target },
      direction,
      expanded: [...expanded],
      showsFiles,
      focus,
      search: this.selection.search,
      selected: this.selection.selected,
      viewport: this.viewport,
    });
  }
}
customElements.define('slipway-pipeline-graph', PipelineGraphView);

/** The node that now shows the first stage of one that has gone. */
function standIn(id: string, before: readonly ShownNode[], { graph, layout }: LaidGraph): string | null {
  if (layout.positions.has(id)) return id;
  const first = before.find((node) => node.id === id)?.stages[0]?.name;
  return graph.nodes.find(({ stages }) => stages.some(({ name }) => name === first))?.id ?? null;
}
