/**
 * What the runner may tell an inference server that it started, over a socket (or named pipe) in the user's state folder; never over
 * the port that serves inference. Lines of JSON. The server begins with a `ControlChallenge`, the runner answers it with a
 * `ControlProof`; each order after that is answered by its `id`.
 */
export type InferenceOrder = { id: number } & (
  | LoadRevision
  | WarmRevision
  | MakeLive
  | GoOffline
  | ShareTraffic
  | ShadowTraffic
  | EndSharing
  | ReplayRequests
  | BenchmarkRevision
  | UnloadRevision
  | KeepRevisions
  | AskStatus
  | Measure
  | InferAsClient
  | MoveDoor
  | TakeAlerts
  | EndServer
);

/** What the server says by itself: after the proof, and whenever it changes. */
export interface InferenceNews {
  /** Revisions whose processes were ended because nobody asked for them; the next request loads them again. */
  sleeping: string[];
  /** Those that no order has taken yet. */
  alerts: readonly NumberedAlert[];
}

/** Something that a person should know of who asked for what. */
export interface AccessAlert {
  alert: 'locked-out' | 'token-file';
  /** Address of the client, or the file's path. */
  about: string;
  message: string;
}

export interface NumberedAlert extends AccessAlert {
  /** Ascending. */
  number: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** What a starting server writes to its file descriptor 3, once. */
export type InferenceReport = { port: number } | { error: string };

export interface ControlChallenge {
  nonce: string;
}

export interface ControlProof {
  /** hex(HMAC-SHA256(token, `client:${nonce}`)) */
  proof: string;
}

/** Loads a revision beside those that are there; nothing is sent to it yet. Answered with `LoadedRevision`. */
export interface LoadRevision {
  order: 'load';
  model: string;
  version: string;
  /** Names it among all that the server has. */
  revision: string;
  /** Of the ONNX file; of what MLServer loads, where it does. */
  path: string;
  /** Where it is left out, ONNX Runtime computes. */
  mlserver?: MlserverPlan;
  /** Of a replica on each, as `slipway serve --device` takes them; where they are left out, the CPU. */
  devices?: string[];
  /** On each of the devices, at least and at most; the demand decides between. Where it is left out, one. */
  replicas?: { min: number; max: number };
  /** That all revisions of the server may take together; where it is left out, all that the server may. */
  maxMemoryBytes?: number;
  /** It sleeps after so long without a request; where it is left out, never. */
  idleMs?: number;
  /** How long loading may take; where it is left out, five minutes. */
  loadMs?: number;
  /** Whether it does so too while it is only kept to go back to. */
  sleepsWhenKept?: boolean;
}

/** A model that executes code when it is loaded: MLServer in the user's own Python loads it. Devices are the model's own affair then. */
export interface MlserverPlan {
  /** MLServer's runtime: for what MLflow logged, or for an estimator in a pickle. */
  runtime: 'mlflow' | 'sklearn';
  /** Absolute path of the Python that has MLServer. */
  interpreter: string;
  /** Folder of the user's own in which each of its processes makes one. */
  folder: string;
  inputs: MlserverTensor[];
  outputs: MlserverTensor[];
}

export interface MlserverTensor extends TensorListing {
  /** What MLServer calls it. */
  calledThere: string;
}

/** Sends requests to a revision that nobody is served by yet. Answered with `WarmedRevision`, or an error that says which failed and how. */
export interface WarmRevision {
  order: 'warm';
  model: string;
  revision: string;
  /** Bodies of infer requests, used in turn. Where there are none, zeros and empty texts are sent. */
  bodies: string[];
  /** What the manifest says of inputs that the file leaves free, by their names: the sizes of what is made up. */
  shapes: Readonly<Record<string, readonly number[]>>;
  requests: number;
  /** An answer with NaN is an error. */
  rejectNan: boolean;
}

/** From now on this revision alone is served. Answered with `SwitchedRevision`. */
export interface MakeLive {
  order: 'makeLive';
  model: string;
  revision: string;
}

/** Nothing is served any more; what is loaded stays loaded. Answered with null. */
export interface GoOffline {
  order: 'goOffline';
}

/** Gives a revision part of the live one's traffic until the lease ends; again, it renews the lease. Answered with null. */
export interface ShareTraffic {
  order: 'share';
  model: string;
  revision: string;
  /** Per cent, above 0 and at most 100. */
  weight: number;
  leaseMs: number;
  /** Name of a header: requests with one value of it see one revision. Null: each request by itself. */
  sticky: string | null;
}

/** Copies a share of the requests to a revision and compares the answers, until the lease ends. Answered with null. */
export interface ShadowTraffic {
  order: 'shadow';
  model: string;
  revision: string;
  /** 0 to 1. */
  sample: number;
  /** Relative difference up to which two numbers count as equal. */
  rtol: number;
  leaseMs: number;
}

/** All traffic goes to the live revision, and no copies are made. Answered with null. */
export interface EndSharing {
  order: 'endSharing';
}

/** Sends requests that were answered lately to a revision once more, in turn. Answered with `ReplayedRequests`. */
export interface ReplayRequests {
  order: 'replay';
  model: string;
  revision: string;
  requests: number;
}

/** Times a revision that nobody is served by. Answered with `BenchmarkedRevision`. */
export interface BenchmarkRevision {
  order: 'benchmark';
  model: string;
  revision: string;
  /** Bodies of infer requests, used in turn; at least one. */
  bodies: string[];
  /** Requests before anything is timed. */
  warmUps: number;
  /** How long one request is sent after another, at most. */
  singleMs: number;
  /** How many requests are under way at once, one step after another. */
  concurrencies: number[];
  /** How long each of these steps takes. */
  loadMs: number;
}

/** Ends a revision that is not live; what it was given is still answered. Answered with null, at once. */
export interface UnloadRevision {
  order: 'unload';
  model: string;
  revision: string;
}

/** Ends all others that are not live, those that are still being loaded too. Answered with null, at once. */
export interface KeepRevisions {
  order: 'keep';
  revisions: readonly string[];
}

/** Answered with a list of `RevisionStatus`. */
export interface AskStatus {
  order: 'status';
}

/** Answered with a list of `RevisionMeasurement` of what happened since the mark was last set; at first, since the server began. */
export interface Measure {
  order: 'measure';
  mark: string;
  /** Sets the mark to now. */
  renew: boolean;
}

/** One infer request as a client sends it, for which no token is asked. Answered with `AnsweredRequest`. */
export interface InferAsClient {
  order: 'infer';
  model: string;
  /** JSON of the Open Inference Protocol. */
  body: string;
}

/**
 * From now on clients come in here; whoever came in before is still answered. Answered with null, or an error, and then everything is as
 * it was.
 */
export interface MoveDoor {
  order: 'move';
  host: string;
  port: number;
  /** Files in PEM; null for plain HTTP. */
  tls: { cert: string; key: string } | null;
  /** Null: no token is asked for. */
  tokenFile: string | null;
}

/** Alerts up to this number are written down, and told no more. Answered with null. */
export interface TakeAlerts {
  order: 'takeAlerts';
  upTo: number;
}

/** Ends the server when what it has begun is answered. Answered with null. */
export interface EndServer {
  order: 'end';
}

export interface TensorListing {
  name: string;
  datatype: string;
  /** -1 where it is free; null where even the number of dimensions is. */
  shape: number[] | null;
}

export interface LoadedRevision {
  loadMs: number;
  inputs: TensorListing[];
  outputs: TensorListing[];
}

export interface WarmedRevision {
  requests: number;
  /** Whether the requests were made up of zeros. */
  madeUp: boolean;
  /** What the model said to a request that was made up, which proves nothing; null: it answered. */
  refused: string | null;
}

export interface ReplayedRequests {
  replayed: number;
}

export interface BenchmarkedRevision {
  /** Of one request after another, in milliseconds. */
  latency: {
    requests: number;
    meanMs: number;
    p50Ms: number;
    p90Ms: number;
    p95Ms: number;
    p99Ms: number;
    p999Ms: number;
    maxMs: number;
  };
  /** In the order of `concurrencies`. */
  throughput: ThroughputAt[];
}

export interface ThroughputAt {
  concurrency: number;
  requests: number;
  /** Requests a second. */
  qps: number;
  p99Ms: number;
}

export interface AnsweredRequest {
  status: number;
  body: string;
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
  /** The next request loads it again. */
  asleep: boolean;
  waiting: number;
  inFlight: number;
  restarts: number;
  inputs: TensorListing[];
  outputs: TensorListing[];
}

/** Latencies in milliseconds, from the read request to its answer; null where there was none. */
export interface RevisionMeasurement {
  revision: string;
  /** Per cent of the traffic that it gets now. */
  weight: number;
  device: string;
  /** Of its processes, as they were loaded. */
  memoryBytes: number;
  /** Since the mark. */
  requests: number;
  /** Of them, those that were answered with 500 or more. */
  errors: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /** Of the requests, those that were replayed. */
  replayed: number;
  /** Shadowed answers that were compared, those of them that agreed, and copies that were dropped. */
  compared: number;
  agreed: number;
  dropped: number;
  /** Of the last five minutes, whatever the mark. */
  lately: { requests: number; errors: number };
}

export type InferenceResult =
  | LoadedRevision
  | WarmedRevision
  | ReplayedRequests
  | BenchmarkedRevision
  | SwitchedRevision
  | AnsweredRequest
  | RevisionStatus[]
  | RevisionMeasurement[]
  | null;
export type InferenceAnswer = { id: number; result: InferenceResult } | { id: number; error: string };
