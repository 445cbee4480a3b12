// Written by `npm run schemas` from schemas/manifests/slipway.schema.json.

/** slipway.yaml at the root of a workspace folder: where runs are tracked, where work and models run, what they cost and who may release them. */
export type WorkspaceFile = {
  /** Version of this format. Always 1. */
  slipway: 1;
  /** The tracker that views and commands use unless told otherwise: `local`, or a name under `trackers`. */
  tracker?: string;
  /** Remote MLflow servers by name. `local` is always there and cannot be named. */
  trackers?: Record<string, Tracker>;
  /** Where pipeline stages run, by name. */
  executors?: Record<string, Executor>;
  /** Where models are served, by name. */
  targets?: Record<string, Target>;
  /** Pipelines that start at a time, or when data arrives. */
  schedules?: Schedule[];
  /** What an hour of a machine costs. Every figure names its source. */
  rates?: Rate[];
  /** Spending limits in the currency of `rates`. */
  budgets?: {
    /** The most that one run may cost. */
    per_run?: number;
    /** The most that all runs of a month may cost together. */
    per_month?: number;
    /** What happens to work that would cost more: it waits for a person, it starts with a warning, or it is stopped. */
    on_exceed?: 'hold' | 'warn' | 'stop';
  };
  /** Hours in which work that can wait is started. */
  off_peak?: {
    /** When they begin. */
    start: TimeOfDay;
    /** When they end; before `start`: on the next day. */
    end: TimeOfDay;
    /** Days of the week on which they begin. Default: all. */
    days?: string;
    /** Of `start` and `end`. Default: the machine's. */
    time_zone?: TimeZone;
  };
  /** How people who approve are known. */
  identity?: {
    /** What an approval is signed with. */
    kind: 'ssh' | 'gpg' | 'git';
    /** File of allowed signers. */
    signers?: string;
    /** Git revision that the file is read from; never the working tree. */
    read_from?: string;
  };
  /** Who may do what. `*` is everyone. */
  roles?: {
    /** People who may look. */
    viewer?: People;
    /** People who may run, register and deploy. */
    developer?: People;
    /** People who may approve a release. */
    approver?: People;
  };
  /** The audit log. */
  audit?: {
    /** Where the head of the log's chain is kept outside this machine. */
    anchor?: 'none' | 'git-tag';
    /** Git remote that the tags are pushed to, out of reach of who owns this machine. Left out: they stay in this repository. */
    push?: string;
  };
  /** Severity of lint rules by code; `off` turns one off. */
  rules?: Record<string, 'off' | 'hint' | 'information' | 'warning' | 'error'>;
};

export type Name = string;

export type People = string[];

export type TimeOfDay = string;

export type TimeZone = string;

export type Memory = string;

export type Duration = string;

/** A remote MLflow server. */
export type Tracker = {
  /** Base URI of an MLflow tracking server, without credentials. */
  uri: string;
  /** Environment variable that holds the token where no window is open. In a window the token lies in VS Code's secret storage. */
  tokenEnv?: string;
  /** Sends the token as the password of this user (HTTP basic authentication) and not as a bearer token. */
  username?: string;
};

/** Where stages run. */
export type Executor = {
  /** What it is. */
  kind: 'local' | 'ray' | 'slurm' | 'kubernetes';
} & (({ kind: 'local' } & {
  /** Cores that all stages which run at once may take together. Default: all. */
  cpu?: number;
  /** Memory that they may take together. Default: all. */
  memory?: Memory;
  /** GPUs that they may take together; `auto`: all that there are. */
  gpus?: 'auto' | number;
}) | { kind: 'ray' | 'slurm' | 'kubernetes' });

/** Where models are served. */
export type Target = {
  /** What it is: an inference server on this machine, or a repository that deploys what is committed. */
  kind: 'local' | 'gitops';
} & (({ kind: 'local' } & LocalTarget) | ({ kind: 'gitops' } & GitopsTarget));

export type LocalTarget = {
  /** Port that it listens on; 0: any that is free. */
  port?: number;
  /** What computes; `auto`: CUDA where it is there, else the CPU. A list: a replica on each of them, `cpu:2` with two threads. */
  device?: 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml' | string[];
  /** Processes that run a model side by side; `1..4`: as many as the demand asks for. With a list of devices, as many on each. */
  replicas?: number | string;
  /** The most that loaded models may take. */
  memory?: Memory;
  /** After so long without a request models are unloaded; the next request loads them again. */
  scale_to_zero?: Duration;
  /** Address that it listens on. Anything but this machine's loopback needs `tls` and `token_file`. */
  host?: string;
  /** It speaks HTTPS. */
  tls?: {
    /** File of the certificate, as PEM; from the workspace folder, or an absolute path. */
    cert: string;
    /** File of its private key, as PEM. */
    key: string;
  };
  /** File of the SHA-256 hashes of the tokens that requests must show, as `slipway serve --new-token FILE` makes it; from the workspace folder, or an absolute path. */
  token_file?: string;
  protected?: Protected;
};

export type GitopsTarget = {
  /** Repository that the rendered manifest is committed to. */
  repository: string;
  /** Branch of it. */
  branch?: string;
  /** Folder of the repository for the release's file, `NAME.yaml`. */
  path?: string;
  /** How: a commit to the branch, or a pull request into it. */
  via?: 'direct' | 'pull-request';
  protected?: Protected;
};

/** What a release to this target needs besides its gates. */
export type Protected = {
  /** How many approvers must agree. */
  approvals?: number;
  /** Whoever asks for the release does not count as an approver. */
  not_requester?: boolean;
  /** How long an approval holds. */
  expires?: Duration;
};

/** A pipeline that starts by itself. */
export type Schedule = {
  /** What it is called in views and commands. */
  name: Name;
  /** Path of a dvc.yaml, from the root of the pipelines. */
  pipeline: string;
  /** Stages or groups of that file. Without them: all of it. */
  stages?: string[];
  /** Besides the stages named: all that they need, nothing else, or all that needs them. */
  reach?: 'upstream' | 'only' | 'downstream';
  /** Stages at once. Default: as many as the machine has cores. */
  jobs?: number;
  /** After a failure, go on with all that does not depend on it. */
  keep_going?: boolean;
  /** Params for its runs alone, each as `slipway run --set` takes it: `train.lr=0.1`. It then runs in a private copy of the workspace. */
  set?: string[];
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron?: string;
  /** Of `cron`. Default: the machine's. */
  time_zone?: TimeZone;
  /** What starts it besides the clock: exactly one of `arrives` and `changes`. */
  on?: {
    /** Glob of files, from the workspace folder. Each new file counts once; files that come together make one run, which finds their paths, one a line, in the file that the environment variable SLIPWAY_ARRIVED names. */
    arrives?: string;
    /** A file of `arrives` is there when it has not grown for this long, or was renamed in that long after its last write. */
    settle?: Duration;
    /** Files or folders, from the workspace folder. Their content counts, not their time. */
    changes?: string[];
  };
  /** It can wait: outside the hours of the top-level `off_peak` it is held until they begin. */
  off_peak?: boolean;
};

/** What a machine costs. */
export type Rate = {
  /** The machine: a name under `executors`. */
  machine: string;
  /** What of it is paid for, or by whom it is let. */
  provider?: string;
  /** Price of an hour. */
  per_hour: number;
  /** Currency of the price. */
  currency: string;
  /** Where the figure comes from. */
  source: string;
  /** When it was looked up. */
  date?: string;
};
