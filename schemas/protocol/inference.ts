/**
 * What the parent of an inference server may tell it, over the channel that Node gives to a child (`stdio: 'ipc'`). Never over
 * the port that serves inference. Each order is answered by its `id`.
 */
export type InferenceOrder = { id: number } & (LoadRevision | MakeLive | UnloadRevision | AskStatus);

/** Loads a revision beside those that are there; nothing is sent to it yet. Answered with `LoadedRevision`. */
export interface LoadRevision {
  order: 'load';
  model: string;
  version: string;
  /** Names it among the model's. */
  revision: string;
  /** Of the ONNX file. */
  path: string;
}

/** From now on requests to the model go to this revision. Answered with `SwitchedRevision`. */
export interface MakeLive {
  order: 'makeLive';
  model: string;
  revision: string;
}

/** Ends a revision that is not live, once what it was given is answered. Answered with null. */
export interface UnloadRevision {
  order: 'unload';
  model: string;
  revision: string;
}

/** Answered with a list of `RevisionStatus`. */
export interface AskStatus {
  order: 'status';
}

export interface LoadedRevision {
  loadMs: number;
}

export interface SwitchedRevision {
  /** Live until now; null for none. */
  previousRevision: string | null;
  /** From the order to the pointer that was set. */
  switchMs: number;
}

export interface RevisionStatus {
  model: string;
  version: string;
  revision: string;
  live: boolean;
  ready: boolean;
  waiting: number;
  inFlight: number;
  restarts: number;
}

export type InferenceAnswer =
  | { id: number; result: LoadedRevision | SwitchedRevision | RevisionStatus[] | null }
  | { id: number; error: string };
