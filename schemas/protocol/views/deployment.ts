import type { TargetView, TensorField } from '../deployments.ts';
import type { TensorText } from '../inference-request.ts';
import type { ChartStrings, SaveFileAction } from './charts.ts';
import type { PanelTarget } from './messages.ts';

export interface DeploymentTarget extends PanelTarget {
  /** Name of the target. */
  name: string;
}

/** What came back for a test request. `problem`: it never reached the model. */
export type TestAnswer =
  | { kind: 'answer'; status: number; body: string; durationMs: number }
  | { kind: 'problem'; message: string };

export interface DeploymentSignature {
  model: string;
  inputs: TensorField[];
  outputs: TensorField[];
}

export interface DeploymentState {
  target: DeploymentTarget;
  /** Null: there is no such target any more, or it cannot be asked for; `problem` says why. */
  view: TargetView | null;
  problem: string | null;
  /** When `view` was so, milliseconds since 1970: what elapses is counted on from there. */
  at: number;
  /** Null: nothing is live, or its signature is not known; `signatureProblem` says why. */
  signature: DeploymentSignature | null;
  signatureProblem: string | null;
  canRun: boolean;
  sending: boolean;
  answer: TestAnswer | null;
  /** Raised each time that the test request is asked for from outside. */
  focusRequest: number;
}

export type DeploymentAction =
  | { kind: 'deploy' }
  | { kind: 'roll-back'; to: number | null }
  | { kind: 'abort' }
  | { kind: 'send'; body: string }
  | { kind: 'copy-curl'; body: string }
  | { kind: 'copy-python'; body: string }
  | { kind: 'copy-url' }
  | { kind: 'audit' }
  | { kind: 'retry' }
  | SaveFileAction;

export interface DeploymentSaved {
  state: DeploymentState;
  /** What was typed into the form. */
  tensors: TensorText[];
  /** The request is written as JSON; null: in the form. */
  raw: string | null;
}

export interface DeploymentStrings extends ChartStrings {
  states: Record<TargetView['state'], string>;
  standings: Record<TargetView['revisions'][number]['standing'], string>;
  phases: Record<NonNullable<TargetView['rollout']>['phase'], string>;
  channels: Record<TargetView['revisions'][number]['channel'], string>;
  live: string;
  deploy: string;
  rollBack: string;
  takeOffline: string;
  abort: string;
  audit: string;
  copyUrl: string;
  gone: string;
  retry: string;
  offlineTitle: string;
  offlineText: string;
  asleepText: string;
  unreachableTitle: string;
  /** {0} revision, {1} model, {2} version. */
  revision: string;
  /** Of the requests: {0} per cent. */
  share: string;
  requestRate: string;
  errorRate: string;
  burnRate: string;
  burnRateHelp: string;
  device: string;
  memory: string;
  memoryHelp: string;
  latency: string;
  noTraffic: string;
  waiting: string;
  requestsChart: string;
  latencyChart: string;
  errorsChart: string;
  /** {0} model and version, {1} revision. */
  deploying: string;
  rollingBack: string;
  goingOffline: string;
  /** {0} elapsed of {1}. */
  elapsed: string;
  /** A canary step: {0} per cent. */
  canaryStep: string;
  done: string;
  underWay: string;
  toCome: string;
  test: string;
  form: string;
  raw: string;
  addRow: string;
  removeRow: string;
  /** {0} elements wanted, {1} found. */
  count: string;
  onlyRaw: string;
  problems: Record<'number' | 'integer' | 'boolean' | 'range' | 'json', string>;
  send: string;
  sending: string;
  copyCurl: string;
  copyPython: string;
  /** {0} status, {1} duration. */
  answered: string;
  history: string;
  columns: Record<'revision' | 'model' | 'standing' | 'when' | 'who' | 'why', string>;
  overridden: string;
  approvedBy: string;
  selfApprovedBy: string;
  rollBackTo: string;
}

export interface DeploymentContract {
  state: DeploymentState;
  action: DeploymentAction;
  strings: DeploymentStrings;
  saved: DeploymentSaved;
}
