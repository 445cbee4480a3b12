import type { ShownNode } from './graph/graph.ts';
import { groupName } from './graph/shown-graph.ts';

/** The node of the drawing that an event happened on; null for none. */
export function nodeUnder(event: Event): string | null {
  const element = event
    .composedPath()
    .find((target) => target instanceof SVGElement && target.classList.contains('node'));
  return element instanceof SVGElement ? (element.dataset.id ?? null) : null;
}

/** What VS Code reads to choose the entries of its menu, and hands to their commands. */
export function menuContext(node: ShownNode | undefined, folder: string): string {
  const [stage] = node?.stages ?? [];
  const isStage = node?.kind === 'stage';
  return JSON.stringify({
    preventDefaultContextMenuItems: true,
    webviewSection: node?.kind ?? 'graph',
    folder,
    stage: stage && (isStage ? stage.name : groupName(stage)),
    stageRan: isStage && stage !== undefined && (stage.lastRun !== null || stage.running !== null),
  });
}
