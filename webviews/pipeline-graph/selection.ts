import type {
  PipelineGraphSaved,
  PipelineGraphStrings,
} from '../../schemas/protocol/views/pipeline-graph.ts';
import { foundNodes } from './graph/search.ts';
import { groupId, groupName } from './graph/shown-graph.ts';
import type { GraphModel } from './graph-model.ts';

/** What a person searches for and has selected, and where the drawing must move for it. */
export class Selection {
  /** Id of a node. */
  selected: string | null;
  search: string;
  /** Ids of the nodes that the search finds, in the order of the drawing; null without one. */
  found: readonly string[] | null = null;
  /** Nodes to bring into sight, or to the middle, once drawn. */
  revealing: string | null = null;
  centring: string | null = null;
  /** A stage that was asked for and is not there yet. */
  private awaited: string | null = null;
  private readonly model: GraphModel;
  private readonly strings: PipelineGraphStrings;

  constructor(model: GraphModel, saved: Partial<PipelineGraphSaved>, strings: PipelineGraphStrings) {
    this.model = model;
    this.strings = strings;
    this.selected = saved.selected ?? null;
    this.search = saved.search ?? '';
  }

  select(id: string | null): void {
    this.selected = id;
    this.revealing = id;
  }

  /** As soon as it is there. */
  showStage(name: string | null): void {
    this.awaited = name ?? this.awaited;
    this.update();
  }

  /** To follow each change of the model or the search. */
  update(): void {
    this.showAwaited();
    const { search, strings, model } = this;
    this.found = search.trim() === '' ? null : foundNodes(model.graph.nodes, search, strings);
  }

  /** To the next match, or the one before; round and round. */
  step(by: 1 | -1): void {
    const { found } = this;
    if (found === null || found.length === 0) return;
    const at = found.indexOf(this.selected ?? '');
    const next = at < 0 && by === -1 ? found.length - 1 : (at + by + found.length) % found.length;
    this.selected = found[next] ?? null;
    this.centring = this.selected;
  }

  /** Shows a group stage by stage, or as one again; its first stage, or itself, is selected. */
  toggleGroup(id: string): void {
    const first = this.model.pipelines?.stages.find((stage) => groupId(stage) === id);
    this.model.toggleGroup(id);
    this.selected = first === undefined ? null : this.model.nodeOfStage(first.name);
  }

  /** The group that the selected stage belongs to and that is shown stage by stage; null otherwise. */
  get openGroup(): string | null {
    const node = this.model.node(this.selected);
    const [stage] = node?.kind === 'stage' ? node.stages : [];
    const group = stage === undefined ? null : groupId(stage);
    return group !== null && this.model.choices.expanded.has(group) ? group : null;
  }

  /** Out of its group, and out of a focus that hides it. A group itself is shown as it is. */
  private showAwaited(): void {
    const { awaited, model } = this;
    const stages = model.pipelines?.stages ?? [];
    const stage = stages.find(({ name }) => name === awaited);
    const shown = stage ?? stages.find((one) => groupName(one) === awaited);
    if (awaited === null || shown === undefined) return;
    this.awaited = null;
    const group = groupId(shown);
    if (stage !== undefined && group !== null && !model.choices.expanded.has(group)) model.toggleGroup(group);
    const id = model.nodeOfStage(shown.name);
    if (!model.graph.nodes.some((node) => node.id === id)) model.change({ focus: null });
    this.selected = id;
    this.centring = id;
  }
}
