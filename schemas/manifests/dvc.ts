// Written by `npm run schemas` from schemas/manifests/dvc.schema.json.

/** dvc.yaml: the stages of a pipeline, what each reads and makes, and the params, metrics and plots to show of it. Paths are relative to the file's folder. */
export type PipelineFile = {
  /** The stages by name. A stage runs again only when its command, deps, params or outs have changed since `dvc.lock` was written. */
  stages?: Record<string, StageEntry>;
  /** Values for `${…}` in the whole file, besides those of `params.yaml`, which is always read: files (`settings.yaml`, or `settings.yaml:train,model` for some of its keys), and mappings of values. */
  vars?: Vars;
  /** Further params files to show and compare, such as `conf/params.yaml`. A stage's own are named under the stage. */
  params?: string[];
  /** Files of metrics to show and compare, besides those that stages name: JSON, YAML, TOML or Python. */
  metrics?: string[];
  /** What to draw: a data file, an image or a folder of them, or a plot by name with its axes. */
  plots?: TopPlot[];
  /** Models and other files of note, by name, for a registry to find. */
  artifacts?: Record<string, Artifact>;
  /** Versioned datasets that stages can depend on with `ds://name`. */
  datasets?: Record<string, unknown>[];
};

/** A stage, or a template of several: with `foreach` and `do`, or with `matrix`. */
export type StageEntry = ForeachStage | PlainStage;

export type PlainStage = {
  cmd: Cmd;
  wdir?: Wdir;
  deps?: Deps;
  params?: Params;
  vars?: StageVars;
  frozen?: Frozen;
  meta?: Meta;
  desc?: Desc;
  always_changed?: AlwaysChanged;
  outs?: Outs;
  metrics?: Metrics;
  plots?: Plots;
  /** Lists by name: one stage for each combination, named `stage@value-value`. `${item.NAME}` stands for the value of a list, `${key}` for the part after the `@`. */
  matrix?: Record<string, string | unknown[]>;
};

export type ForeachStage = {
  /** A list or mapping, or a `${…}` that leads to one: one stage for each of its items, named `stage@item` or `stage@key`. In `do`, `${item}` stands for the item and `${key}` for the key of a mapping. */
  foreach: string | unknown[] | Record<string, unknown>;
  do: DoStage;
};

/** The stage that is made for each item of `foreach`. */
export type DoStage = {
  cmd: Cmd;
  wdir?: Wdir;
  deps?: Deps;
  params?: Params;
  vars?: StageVars;
  frozen?: Frozen;
  meta?: Meta;
  desc?: Desc;
  always_changed?: AlwaysChanged;
  outs?: Outs;
  metrics?: Metrics;
  plots?: Plots;
};

/** The command, run by the shell in the stage's working folder; a list runs one after another and stops at the first that fails. `${…}` is filled in; a mapping becomes options (`--lr 0.1`). */
export type Cmd = string | string[];

/** The folder that the command runs in and that the stage's paths are relative to. Without it, the folder of the dvc.yaml. */
export type Wdir = string;

/** Files and folders that the command reads: code, data, outs of other stages. When one changes, the stage is stale; when another stage makes it, that one runs first. */
export type Deps = string[];

/** Params that the command reads: a dotted key of `params.yaml`, or `{file: [keys]}` for another file (YAML, JSON, TOML, Python). `{file: }` takes all of a file. */
export type Params = (string | Record<string, unknown>)[];

/** Values for `${…}` in this stage alone, besides those of the file. Paths are relative to the stage's working folder; no `${…}` may stand here. */
export type StageVars = Vars;

export type Vars = (string | Record<string, unknown>)[];

/** The stage is not run again, whatever has changed; its outs are used as they are. */
export type Frozen = boolean;

/** The stage runs every time, whether anything has changed or not. */
export type AlwaysChanged = boolean;

/** What it is, for people. Has no effect. */
export type Desc = string;

/** What kind of artifact it is, such as `model` or `dataset`. */
export type Type = string;

/** Words to find the artifact by. */
export type Labels = string[];

/** Anything, for people and tools. Has no effect. */
export type AnnotationMeta = unknown;

/** Anything, for people and tools; never makes the stage stale. `slipway` says how Slipway runs it. */
export type Meta = {
  /** How Slipway runs the stage. DVC passes over it. */
  slipway?: {
    /** What the stage takes of its machine while it runs: stages run side by side as long as there is enough. */
    resources?: {
      /** Cores; may be a fraction. */
      cpu?: unknown;
      /** Memory with its unit. */
      memory?: unknown;
      /** How many GPUs are set aside for it. */
      gpus?: unknown;
    };
    /** How often the stage is run again after a failure. */
    retries?: unknown;
    /** The longest that one attempt may take, with its unit. */
    timeout?: unknown;
    /** Environment variables of the command, by name. */
    env?: unknown;
    /** A search over the stage's params for the best metric. */
    sweep?: {
      /** How points are chosen: `grid` (every combination), `random`, or `tpe` (learns from the trials so far). */
      method?: unknown;
      /** The metric whose highest value is wanted. */
      maximize?: unknown;
      /** The metric whose lowest value is wanted. */
      minimize?: unknown;
      /** What to search, by param: a list of values, or a range `{min: …, max: …}` with `scale: log`, `step` or `count`. */
      params?: unknown;
      /** How many points are tried. A grid needs none. */
      trials?: unknown;
      /** How many trials run at once. */
      parallel?: unknown;
      /** Of the choice of points, so that it can be repeated. */
      seed?: unknown;
      /** Stops trials that fall behind: after `min_steps`, and then at each rung, the best 1 of `reduction` goes on. */
      early_stopping?: unknown;
    };
  };
};

/** Files and folders that the command makes. They are cached by content and left out of git, unless `cache: false`. */
export type Outs = (string | Record<string, OutOptions>)[];

/** Files of metrics that the command writes: JSON, YAML, TOML or Python. `cache: false` keeps small ones in git. */
export type Metrics = (string | Record<string, OutOptions>)[];

/** Files for plots that the command writes: CSV, TSV, JSON, YAML or images. */
export type Plots = (string | Record<string, PlotOptions>)[];

/** False: it is neither cached by DVC nor left out of git; for small files that belong into git. */
export type Cache = boolean;

/** True: it stays in place while the stage runs, rather than being removed first. */
export type Persist = boolean;

/** Removed in DVC 3: log steps with DVCLive or MLflow instead. */
export type Checkpoint = boolean;

/** Name of the DVC remote that it is pushed to and pulled from, where that is not the default one. */
export type Remote = string;

/** False: it stays in the cache of this machine, and is not pushed to the remote. */
export type Push = boolean;

/** Options of an out. */
export type OutOptions = {
  cache?: Cache;
  persist?: Persist;
  push?: Push;
  remote?: Remote;
  desc?: Desc;
  type?: Type;
  labels?: Labels;
  meta?: AnnotationMeta;
  checkpoint?: Checkpoint;
};

/** Options of a plot, or a list of them. */
export type PlotOptions = unknown | PlotFields;

export type PlotFields = {
  /** The field of the x axis; without it, the number of the row. */
  x?: string;
  /** The field of the y axis; without it, the last one. */
  y?: string;
  /** Text along the x axis. */
  x_label?: string;
  /** Text along the y axis. */
  y_label?: string;
  /** Text above the plot. */
  title?: string;
  /** How it is drawn: `linear`, `simple`, `scatter`, `smooth`, `confusion`, `confusion_normalized`, `bar_horizontal`, `bar_horizontal_sorted`, or a file below `.dvc/plots`. */
  template?: string;
  /** False: the first row of a CSV or TSV file holds data, and no names. */
  header?: boolean;
  cache?: Cache;
  persist?: Persist;
  push?: Push;
  remote?: Remote;
  desc?: Desc;
  type?: Type;
  labels?: Labels;
  meta?: AnnotationMeta;
  checkpoint?: Checkpoint;
};

/** A path, or a plot by its path or name with its options. */
export type TopPlot = string | Record<string, {
  /** The field of the x axis, or `{file: field}`. */
  x?: unknown;
  /** The field of the y axis, a list of them, or `{file: field}` with one line for each. */
  y?: unknown;
  /** Text along the x axis. */
  x_label?: unknown;
  /** Text along the y axis. */
  y_label?: unknown;
  /** Text above the plot. */
  title?: unknown;
  /** How it is drawn: `linear`, `simple`, `scatter`, `smooth`, `confusion`, `confusion_normalized`, `bar_horizontal`, `bar_horizontal_sorted`, or a file below `.dvc/plots`. */
  template?: unknown;
}>;

export type Artifact = {
  /** The file or folder. */
  path: string;
  desc?: Desc;
  type?: Type;
  labels?: Labels;
  meta?: AnnotationMeta;
};
