import type { PipelineView, StageView } from '../../schemas/protocol/pipelines.ts';
import type {
  PipelineGraphContract,
  PipelineGraphSaved,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import { type Host, HostError, type Problem, problemOf } from '../shared/host.ts';
import type { ShownGraph, ShownNode } from './graph/graph.ts';
import { focused } from './graph/related.ts';
import { groupId, shownGraph, stageId } from './graph/shown-graph.ts';
import type { GraphLayout, LayoutNode } from './layout/graph-layout.ts';
import type { Layouts } from './layout/layouts.ts';

export interface LaidGraph {
  graph: ShownGraph;
  layout: GraphLayout;
}

type Choices = Pick<PipelineGraphSaved, 'direction' | 'showsFiles' | 'focus'> & {
  expanded: ReadonlySet<string>;
};

/** What the view shows: the pipelines, the choices of a person, and the layout that follows from both. */
export class GraphModel {
  pipelines: PipelineView | null = null;
  error: Problem | null = null;
  isUntrusted = false;
  isLayingOut = false;
  /** All that could be shown with these choices, in view or not. */
  all: ShownGraph = { nodes: [], edges: [] };
  /** What is to be shown; `laid` follows as soon as its layout is there. */
  graph: ShownGraph = { nodes: [], edges: [] };
  laid: LaidGraph | null = null;
  choices: Choices;
  private readonly host: Host<PipelineGraphContract>;
  private readonly layouts: Layouts;
  private readonly sizeNodes: (nodes: readonly ShownNode[]) => LayoutNode[];
  private readonly onChange: () => void;
  private frame = 0;
  private laidKey = '';
  private wantedKey = '';

  constructor(
    host: Host<PipelineGraphContract>,
    layouts: Layouts,
    sizeNodes: (nodes: readonly ShownNode[]) => LayoutNode[],
    onChange: () => void,
  ) {
    const saved = host.saved();
    this.host = host;
    this.layouts = layouts;
    this.sizeNodes = sizeNodes;
    this.onChange = onChange;
    this.choices = {
      direction: saved.direction ?? 'right',
      showsFiles: saved.showsFiles ?? false,
      focus: saved.focus ?? null,
      expanded: new Set(saved.expanded),
    };
    host.on('pipelines/changed', ({ stages, view }) => this.take(stages, view));
  }

  /** Asks for everything, and from then on hears what changes. */
  async load(): Promise<void> {
    try {
      this.pipelines = await this.host.request('pipelines/view', {});
      this.error = null;
      this.isUntrusted = false;
    } catch (error) {
      this.isUntrusted = error instanceof HostError && error.code === 'SLW-CLIENT-UNTRUSTED';
      this.error = problemOf(error);
    }
    this.derive();
  }

  change(choices: Partial<Choices>): void {
    this.choices = { ...this.choices, ...choices };
    this.derive();
  }

  toggleGroup(id: string): void {
    const expanded = new Set(this.choices.expanded);
    if (!expanded.delete(id)) expanded.add(id);
    this.change({ expanded, focus: this.choices.focus?.node === id ? null : this.choices.focus });
  }

  get groups(): string[] {
    return [...new Set((this.pipelines?.stages ?? []).flatMap((stage) => groupId(stage) ?? []))];
  }

  node(id: string | null): ShownNode | undefined {
    return id === null
      ? undefined
      : (this.graph.nodes.find((node) => node.id === id) ?? this.all.nodes.find((node) => node.id === id));
  }

  /** The node that shows a stage, its group where that is collapsed; null where neither is there. */
  nodeOfStage(name: string): string | null {
    const stage = this.pipelines?.stages.find((one) => one.name === name);
    if (stage === undefined) return null;
    const group = groupId(stage);
    return group !== null && !this.choices.expanded.has(group) ? group : stageId(name);
  }

  private take(stages: readonly StageView[], view: PipelineView | null): void {
    if (view !== null) this.pipelines = view;
    else if (this.pipelines !== null) {
      const changed = new Map(stages.map((stage) => [stage.name, stage]));
      this.pipelines = {
        ...this.pipelines,
        stages: this.pipelines.stages.map((stage) => changed.get(stage.name) ?? stage),
      };
    }
    if (this.frame !== 0) return;
    // A run may send many in one frame.
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.derive();
    });
  }

  private derive(): void {
    const { expanded, showsFiles, focus, direction } = this.choices;
    this.all = shownGraph(this.pipelines?.stages ?? [], { expanded, showsFiles });
    this.graph = focused(this.all, focus);
    const nodes = this.sizeNodes(this.graph.nodes);
    // States move nothing: only what a layout is made from makes another one.
    const key = JSON.stringify([direction, nodes, this.graph.edges]);
    this.wantedKey = key;
    if (key === this.laidKey && this.laid !== null) {
      this.laid = { ...this.laid, graph: this.graph };
      this.isLayingOut = false;
    } else void this.layOut(key, nodes);
    this.onChange();
  }

  private async layOut(key: string, nodes: LayoutNode[]): Promise<void> {
    const { graph, laid } = this;
    const { direction } = this.choices;
    this.isLayingOut = true;
    try {
      const layout = await this.layouts.lay({
        direction,
        nodes,
        edges: graph.edges,
        previous: laid?.layout.direction === direction ? laid.layout.positions : new Map(),
      });
      // A newer graph is on its way.
      if (layout === null || this.wantedKey !== key) return;
      this.laidKey = key;
      this.laid = { graph: this.graph, layout };
      this.isLayingOut = false;
    } catch (error) {
      this.error = problemOf(error);
      this.isLayingOut = false;
    }
    this.onChange();
  }
}
