import type { GateReport, GateResult } from '../../../schemas/protocol/gates.ts';
import type { ModelView, VersionView } from '../../../schemas/protocol/registry.ts';
import type { LivePlace } from './live-places.ts';
import type { VersionFact } from './tree/version-facts.ts';

export interface FolderNode {
  kind: 'folder';
  /** URI of the workspace folder, as text; so in all nodes. */
  folder: string;
  name: string;
}

export interface ModelNode {
  kind: 'model';
  folder: string;
  model: ModelView;
}

export interface VersionNode {
  kind: 'version';
  folder: string;
  version: VersionView;
  /** Null: its gates were never evaluated. */
  report: GateReport | null;
  /** Where it answers now. */
  live: LivePlace[];
}

/** What became of a version's gates. */
export interface GatesNode {
  kind: 'gates';
  folder: string;
  of: VersionNode;
  report: GateReport;
}

export interface GateNode {
  kind: 'gate';
  folder: string;
  /** Id of the row above. */
  parent: string;
  /** Path from the workspace folder. */
  manifest: string;
  gate: GateResult;
}

/** One thing that is known of a version. */
export interface FactNode {
  kind: 'fact';
  folder: string;
  model: string;
  version: string;
  fact: VersionFact;
}

/** What could not be read, in its place. */
export interface ProblemNode {
  kind: 'problem';
  folder: string;
  /** Of the row that it stands below. */
  parent: string;
  message: string;
}

export type Node = FolderNode | ModelNode | VersionNode | GatesNode | GateNode | FactNode | ProblemNode;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'folder' in value;
}
