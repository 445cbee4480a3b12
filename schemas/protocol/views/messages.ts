import type { NotificationName, Notifications, ParamsOf, RequestName, ResultOf } from '../rpc.ts';

/**
 * What a webview and its panel say to each other. A view reads through the panel from the runner
 * (`viewReads` only); what changes something is an `action`, which the panel maps to a command.
 */
export const viewReads = [
  'trackers/list',
  'experiments/list',
  'runs/query',
  'runs/rows',
  'runs/columns',
  'runs/get',
  'metrics/series',
  'metrics/subscribe',
  'metrics/unsubscribe',
  'artifacts/list',
  'executions/get',
  'executions/readOutput',
  'pipelines/view',
  'sweeps/view',
] as const satisfies readonly RequestName[];
export type ViewRead = (typeof viewReads)[number];

export type ToHost<Action> =
  | { type: 'ready' }
  | { [M in ViewRead]: { type: 'request'; id: number; method: M; params: ParamsOf<M> } }[ViewRead]
  /** The view no longer wants this answer: it has scrolled on, or the question has changed. */
  | { type: 'cancel'; id: number }
  | { type: 'action'; action: Action };

export type ToView<State, Strings> =
  /** The panel's own state: always whole, never a delta. Sent on `ready` and whenever the panel is shown again. */
  | { type: 'state'; state: State; strings: Strings }
  | { type: 'response'; id: number; result: ResultOf<ViewRead> }
  | { type: 'failure'; id: number; message: string; code: string | null; hint: string | null }
  | {
      [N in NotificationName]: { type: 'notification'; name: N; params: Notifications[N] };
    }[NotificationName];

/** Where a panel looks: one folder, one tracker. */
export interface PanelTarget {
  /** URI of the workspace folder, as text. */
  folder: string;
  /** Name in slipway.yaml; empty for the folder's own choice. */
  tracker: string;
}

/** What one view and its panel agree on. */
export interface ViewContract {
  state: { target: PanelTarget };
  action: { kind: string };
  strings: object;
  /** What the view keeps over a reload (`setState`); the panel is made again from its state's target. */
  saved: { state: { target: PanelTarget } };
}
