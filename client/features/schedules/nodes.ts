import type { Firing, ScheduleView } from '../../../schemas/protocol/schedules.ts';

export interface FolderNode {
  kind: 'folder';
  /** URI of the workspace folder, as text; so in all nodes. */
  folder: string;
  name: string;
}

export interface ScheduleNode {
  kind: 'schedule';
  folder: string;
  schedule: ScheduleView;
}

export interface FiringNode {
  kind: 'firing';
  folder: string;
  schedule: string;
  firing: Firing;
}

export type Node = FolderNode | ScheduleNode | FiringNode;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'folder' in value;
}
