// Written by `npm run schemas` from schemas/manifests/model.schema.json.

/** `*.model.yaml`: what a model must be before it is released, and how it is deployed, watched and trained again. */
export type ModelFile = {
  /** Version of this format. Always 1. */
  slipway: 1;
  /** Name of the registered model. Its versions come from the tracker. */
  name: string;
  /** What the model is for, in a sentence or two. */
  description?: string;
  /** What the model answers. It decides which metrics can be estimated and compared. */
  task?: 'binary-classification' | 'multiclass-classification' | 'multilabel-classification' | 'regression' | 'ranking' | 'forecasting' | 'clustering' | 'anomaly-detection' | 'other';
  /** The model's file or folder below the artifacts of a version: `model.onnx`; `MLmodel` for all of what MLflow logged there; or a pickle. The latter two execute code when they are loaded, and are deployed only where somebody has allowed it. All files are pinned by their SHA-256. */
  artifact: string;
  /** The tensors that the model takes and gives. */
  signature?: {
    /** Tensors of a request. */
    inputs: Tensor[];
    /** Tensors of an answer. */
    outputs: Tensor[];
  };
  /** The data that the model is made and judged with. Paths are from the manifest's folder. */
  data?: {
    /** Data contract (`*.data.yaml`) that training data and requests are held to. */
    contract?: string;
    /** Data that the model was trained on: the reference of drift. */
    train?: string;
    /** Data that candidate and champion are evaluated on, which training never sees. */
    evaluation?: string;
  };
  /** How the evidence for the gates is made. */
  evaluate?: {
    /** Stage of the pipeline that evaluates the model. The runner runs it itself, and only metrics of that run feed gates. */
    stage: string;
  };
  /** Service level objectives: what the live endpoint promises. Canary steps are judged by them. */
  slo?: {
    /** The slowest of a hundred requests takes at most so many milliseconds. */
    p99_ms?: number;
    /** Requests a second that the endpoint carries. */
    qps?: number;
    /** Share of requests that may fail. */
    error_rate?: Share;
  };
  /** What must hold before a version is released. All of them; one that is unknown blocks. */
  gates?: Gate[];
  /** How a version goes live. */
  deploy?: {
    /** Where it is served: a name under `targets` in `slipway.yaml`. */
    target: string;
    /** Alias of the registered model that is moved with promotion and with rollback. */
    alias?: string;
    /** Loading, and then warming up, may take this long each; then the release is given up, and what is live stays. */
    ready_within?: Duration;
    /** Requests that a revision answers before it receives any of its users. */
    warmup?: {
      /** How many. */
      requests?: number;
      /** Where their inputs come from: an entry of `data`. */
      from?: string;
      /** An answer that holds NaN ends the release. */
      reject_nan?: boolean;
    };
    /** Before the canary: copies of live requests, whose answers are compared and thrown away. Never for a model with side effects. */
    shadow?: {
      /** Share of requests that is copied. */
      sample: Share;
      /** How long. */
      for: Duration;
      /** Relative difference up to which two numbers count as equal. */
      rtol?: number;
      /** Share of answers that must be equal. */
      agreement?: Share;
    };
    /** The new revision gets part of the traffic, more at each step, as long as the SLO holds. */
    canary?: {
      /** One after another; after the last it gets all traffic. */
      steps: {
        /** Percentage of the traffic. */
        weight: number;
        /** How long the step lasts. */
        for: Duration;
      }[];
      /** How long the revision is judged with all traffic before the release counts as done. */
      bake?: Duration;
      /** A step that saw fewer requests is inconclusive. */
      min_requests?: number;
      /** After too few requests: wait for more, go back, or replay logged ones, labelled as such. */
      inconclusive?: 'hold' | 'rollback' | 'replay';
      /** Requests with one value of this header see one revision. */
      sticky?: string;
    };
    /** When a release goes back by itself, and how fast it can. */
    rollback?: {
      /** CEL over `canary`, `stable` and `slo`. Where it holds, the stable revision serves again. */
      when?: Expression;
      /** How many earlier revisions stay in memory, so that going back takes no load. They cost their memory. */
      keep_loaded?: number;
    };
  };
  /** Comparisons of live data with reference data, on a schedule. */
  monitors?: Monitor[];
  /** When the model is trained again by itself. */
  retrain?: {
    /** CEL over `drift` and `performance`. */
    when: Expression;
    /** Pipeline that is run. */
    pipeline: string;
    /** Where it runs: a name under `executors` in `slipway.yaml`. */
    executor?: string;
    /** `off_peak`: it waits for the hours of `off_peak` in `slipway.yaml`. */
    window?: 'any' | 'off_peak';
    /** The least time between two retrainings. */
    cooldown?: Duration;
    /** With the new version: register it, ask a person for approval, or deploy it if its gates hold. */
    then?: 'register' | 'await-approval' | 'deploy';
  };
};

export type Duration = string;

export type Share = number;

export type Expression = string;

/** A tensor. */
export type Tensor = {
  /** As the model file names it. */
  name: string;
  /** Type of its elements, as the Open Inference Protocol names it. `BYTES` is text. */
  datatype: 'BOOL' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'FP16' | 'BF16' | 'FP32' | 'FP64' | 'BYTES';
  /** Size of each dimension; -1 for one that is free, such as the batch. */
  shape: number[];
  /** Names of the last dimension's places: fields of the data contract. For lint and drift. */
  columns?: string[];
};

/** A condition of a release. */
export type Gate = {
  /** What it is called in views, reports and the audit log. */
  name: string;
  /** CEL: the gate counts only where this holds. */
  when?: Expression;
  /** CEL over the evidence: metrics by name, `champion`, `latency`, `throughput`, `slo`, `signature`, `data`, `drift`, `fairness`. A missing value, NaN or an error is unknown, and unknown blocks. */
  expr: Expression;
};

/** A comparison of live data with reference data. */
export type Monitor = {
  /** What it is called in views and alerts. */
  name: string;
  /** What live data is compared with: an entry of `data`, or a file. */
  reference: string;
  /** Where live data comes from. */
  source?: 'inference-log';
  /** Live data is compared in pieces of this length. */
  chunk?: Duration;
  /** When it runs, as cron writes it: minute, hour, day of month, month, day of week. */
  schedule: string;
  /** How the values of a column are compared, by their type. */
  methods?: {
    /** Numbers: Jensen-Shannon distance, Kolmogorov-Smirnov test, population stability index, or Wasserstein distance. */
    number?: 'js' | 'ks' | 'psi' | 'wasserstein';
    /** Texts and other categories: chi-square test, Jensen-Shannon distance, or population stability index. */
    string?: 'chi2' | 'js' | 'psi';
  };
  /** CEL over `drift` and `performance`. Where it holds, people are told. */
  alert?: Expression;
};
