import type { StageReach } from '../../../schemas/protocol/pipelines.ts';
import type { ScheduleTrigger } from '../../../schemas/protocol/schedules.ts';
import type { OffPeakHours } from '../../core/off-peak.ts';
import type { Listening } from '../../core/reachable.ts';

/** A remote MLflow server that `slipway.yaml` names. */
export interface TrackerDeclaration {
  name: string;
  /** Base URI without a trailing slash and without credentials. */
  uri: string;
  /** Environment variable that holds the token where no window is open. */
  tokenEnv: string | null;
  /** Set: the token is this user's password (basic authentication); null: a bearer token. */
  username: string | null;
}

/** `executors.local`: how much of this machine stages may take. Null: all that there is of it. */
export interface LocalSlots {
  cpu: number | null;
  memoryBytes: number | null;
  gpus: number | null;
}

/** A pipeline of `slipway.yaml` that starts by itself, once a person has armed it. */
export interface ScheduleDeclaration {
  name: string;
  /** Path of a dvc.yaml, from the root of the pipelines. */
  pipeline: string;
  /** Names within that file; empty: all of it. */
  stages: string[];
  reach: StageReach;
  /** Null: as many as the machine has cores. */
  jobs: number | null;
  keepGoing: boolean;
  /** Params for its runs alone, each as `slipway run --set` takes it. */
  set: string[];
  trigger: ScheduleTrigger;
  /** Held until `off_peak` hours begin. */
  offPeak: boolean;
  /** Of its declaration, from 1. */
  line: number;
}

/** `targets` of `slipway.yaml`: where models are served. */
export interface TargetDeclaration {
  name: string;
  place: LocalPlace | GitopsPlace;
  /** What a release needs besides its gates; null: nothing. */
  protection: Protection | null;
  /** Of its declaration, from 1. */
  line: number;
}

/** One that cannot be used as it is declared. */
export interface RefusedTarget {
  name: string;
  why: string;
}

/** A port of this machine. */
export interface LocalPlace extends Listening {
  kind: 'local';
  /** 0: any that is free. */
  port: number;
  /** Of a replica on each: `auto`, `cuda`, `cpu`, or `cpu:2` with two threads. */
  devices: readonly string[];
  /** On each of the devices; the demand decides between the two. */
  replicas: { min: number; max: number };
  /** Null: all that there is. */
  memoryBytes: number | null;
  /** Null: never. */
  scaleToZeroMs: number | null;
}

/** A repository that deploys what is committed to it. */
export interface GitopsPlace {
  kind: 'gitops';
  repository: string;
  branch: string;
  /** Folder of the repository that the release's file lies in, without a slash at its ends. */
  path: string;
  via: 'direct' | 'pull-request';
}

export interface Protection {
  approvals: number;
  notRequester: boolean;
  /** How long an approval holds. */
  expiresMs: number;
}

/** By whom releases are approved, and how that is known. */
export interface ApprovalRules {
  /** Path of the file of allowed signers, in the repository. */
  signers: string;
  /** `origin/main`: the branch of a remote that it is read from. */
  readFrom: string;
  /** Names in that file of those who may approve; null: all that are in it. */
  approvers: string[] | null;
}

/** What of `slipway.yaml` is in use. Parts with a problem are left out, so that the rest goes on working. */
export interface WorkspaceManifest {
  /** Name of the tracker that an unnamed request is for; `local`, or one of `trackers`. */
  tracker: string;
  trackers: TrackerDeclaration[];
  localSlots: LocalSlots;
  /** In the order of the file; no two have one name. */
  schedules: ScheduleDeclaration[];
  offPeak: OffPeakHours | null;
  /** Where the head of the audit log's chain is kept. */
  auditAnchor: 'none' | 'git-tag';
  /** Git remote that its tags are pushed to; null: none. */
  auditPush: string | null;
  /** Null where approvals by SSH signatures are not declared. */
  approvalRules: ApprovalRules | null;
  /** In the order of the file. */
  targets: TargetDeclaration[];
  /** Targets that are declared, too, but not in a way that could be meant. */
  refusedTargets: RefusedTarget[];
}

/** Something wrong in a manifest, where a person can find it. */
export interface ManifestProblem {
  message: string;
  /** Both from 1, as editors count. */
  line: number;
  column: number;
  /** The top-level key that it lies under; null for the file as a whole. */
  part: string | null;
}

export interface ParsedWorkspaceManifest {
  value: WorkspaceManifest;
  problems: ManifestProblem[];
}
