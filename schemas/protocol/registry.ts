import type { LatestMetric } from './tracking.ts';

/** A registered model, as far as manifests can name it. */
export interface ModelListing {
  name: string;
  /** The newest first. */
  versions: { version: string; aliases: string[] }[];
}

/** Times in milliseconds since 1970. */
export interface ModelView {
  name: string;
  createdAt: number;
  description: string;
  tags: Record<string, string>;
  aliases: { alias: string; version: string }[];
  /** Null: it has no version. */
  latestVersion: string | null;
}

export interface VersionView {
  model: string;
  version: string;
  createdAt: number;
  description: string;
  tags: Record<string, string>;
  aliases: string[];
  /** Null: what registered it named no run. */
  runId: string | null;
  /** MLflow's URI of what was registered. */
  source: string;
}

/** A tensor in words: `x: FP32 [-1, 64]`. */
export interface ModelSignature {
  inputs: string[];
  outputs: string[];
  /** The file that it was read from, from the version's folder. */
  file: string;
}

/** Where a version comes from, as its run tells. */
export interface VersionLineage {
  runId: string;
  runName: string;
  /** The run is in the bin. */
  deleted: boolean;
  commit: string | null;
  branch: string | null;
  /** The working tree had changes that the commit does not hold. */
  dirty: boolean;
  data: { name: string; digest: string; context: string | null }[];
  params: Record<string, string>;
  metrics: LatestMetric[];
}

export interface VersionDetails extends VersionView {
  /** Paths from the version's folder, in the order of their names. Null: its files do not lie with this folder's runs. */
  files: { path: string; bytes: number }[] | null;
  /** Of all files. */
  bytes: number | null;
  /** MLflow's names (`onnx`, `sklearn`, `python_function`); none where the files do not say. */
  flavors: string[];
  signature: ModelSignature | null;
  /** Null: it has no run, or that is gone. */
  lineage: VersionLineage | null;
}

/** What of a run can be registered. */
export interface ModelCandidate {
  /** Artifact path in its run: a folder, or one file. */
  path: string;
  /** MLflow 3's logged model; null for artifacts. */
  modelId: string | null;
  flavors: string[];
  bytes: number;
}

export type ComparedPart = 'param' | 'metric' | 'data' | 'code' | 'model' | 'tag';

/** One line of a comparison. Null: that version has none. */
export interface VersionDifference {
  part: ComparedPart;
  name: string;
  left: string | null;
  right: string | null;
  /** Of metrics and of the size in bytes: right less left. */
  change: number | null;
  differs: boolean;
}

export interface VersionRef {
  model: string;
  version: string;
}

/** What model manifests of the folder say of gates; lines from 1. */
export interface ModelManifestView {
  /** Path from the workspace folder. */
  file: string;
  model: string;
  gates: { name: string; expr: string; line: number }[];
  /** Of the key `gates`; null where there is none. */
  gatesLine: number | null;
}

export interface RegistryRequests {
  /** Null where the workspace's tracker keeps its models itself. */
  'registry/models': { params: Record<string, never>; result: { models: ModelListing[] | null } };
  /** The models of this folder, by name. `elsewhere`: the tracker in use, where that is a server with a registry of its own. */
  'registry/overview': {
    params: Record<string, never>;
    result: { models: ModelView[]; elsewhere: { tracker: string; uri: string } | null };
  };
  /** The newest first. */
  'registry/versions': { params: { model: string }; result: { versions: VersionView[] } };
  'registry/version': { params: VersionRef; result: VersionDetails };
  /** Both sides line by line: what differs first, then what is the same. */
  'registry/compare': {
    params: { left: VersionRef; right: VersionRef };
    result: { left: VersionDetails; right: VersionDetails; lines: VersionDifference[] };
  };
  'registry/candidates': {
    params: { tracker?: string; runId: string };
    result: { runName: string; candidates: ModelCandidate[]; suggestedName: string };
  };
  /** Makes the model where there is none of that name. */
  'registry/register': {
    params: { tracker?: string; runId: string; path: string; model: string; description: string };
    result: VersionRef;
  };
  /** `version` null: of the model itself. */
  'registry/describe': {
    params: { model: string; version: string | null; description: string };
    result: null;
  };
  'registry/setTag': {
    params: { model: string; version: string | null; key: string; value: string };
    result: null;
  };
  'registry/deleteTag': { params: { model: string; version: string | null; key: string }; result: null };
  /** An alias that another version has moves here. */
  'registry/setAlias': { params: VersionRef & { alias: string }; result: null };
  'registry/deleteAlias': { params: { model: string; alias: string }; result: null };
  /** `version` null: the model with all its versions. What is live anywhere is refused. The files stay with their run. */
  'registry/delete': { params: { model: string; version: string | null }; result: null };
  'registry/manifests': { params: Record<string, never>; result: { manifests: ModelManifestView[] } };
}

export interface RegistryNotifications {
  /** Models, versions or aliases are others now. */
  'registry/changed': Record<string, never>;
}
