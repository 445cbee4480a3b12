import type { RevisionView, RolloutView, TargetView } from '../../../schemas/protocol/deployments.ts';

export interface FolderNode {
  kind: 'folder';
  /** URI of the workspace folder, as text; so in all nodes. */
  folder: string;
  name: string;
}

export interface TargetNode {
  kind: 'target';
  folder: string;
  target: TargetView;
}

export interface RolloutNode {
  kind: 'rollout';
  folder: string;
  target: TargetView;
  rollout: RolloutView;
  /** When it was so, milliseconds since 1970. */
  at: number;
}

/** The revision that answers now. */
export interface LiveNode {
  kind: 'live';
  folder: string;
  target: TargetView;
  revision: RevisionView;
}

/** All that were ever deployed, the newest first. */
export interface HistoryNode {
  kind: 'history';
  folder: string;
  target: TargetView;
}

export interface RevisionNode {
  kind: 'revision';
  folder: string;
  target: TargetView;
  revision: RevisionView;
}

export type Node = FolderNode | TargetNode | RolloutNode | LiveNode | HistoryNode | RevisionNode;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'folder' in value;
}

/** What lies below a target: what goes on, what is live, what was. */
export function partsOf(folder: string, target: TargetView, at: number): Node[] {
  const { rollout, live, revisions } = target;
  const serving = revisions.find(({ number }) => number === live);
  const parts: Node[] = [];
  if (rollout !== null) parts.push({ kind: 'rollout', folder, target, rollout, at });
  if (serving !== undefined) parts.push({ kind: 'live', folder, target, revision: serving });
  if (revisions.some(({ number }) => number !== live)) parts.push({ kind: 'history', folder, target });
  return parts;
}
