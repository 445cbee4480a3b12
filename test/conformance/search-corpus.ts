/** Runs, experiments and searches to ask both of us and MLflow; the same every time for one seed. */
export interface CorpusRun {
  runId: string;
  experiment: string;
  runName: string;
  userId: string;
  startTime: number;
  metrics: { key: string; value: number | 'NaN'; timestamp: number; step: number }[];
  params: { key: string; value: string }[];
  tags: { key: string; value: string }[];
  dataset: { name: string; digest: string; context: string } | null;
}

export interface CorpusQuery {
  filter: string;
  orderBy: string[];
}

export interface Corpus {
  experiments: Record<string, Record<string, string>>;
  runs: CorpusRun[];
  runQueries: CorpusQuery[];
  experimentQueries: CorpusQuery[];
}

const experiments = {
  alpha: { team: 'vision' },
  Beta: { team: 'text', 'mlflow.note': 'a_b' },
  'gamma 100%': {},
};
const words = [
  'adam',
  'Adam',
  'sgd',
  'a_b',
  'aXb',
  '100%',
  '100',
  "it''s",
  'x*y',
  'q?',
  '[z]',
  '',
  '0.1',
  '1e-05',
];
const keys = {
  metric: ['auc', 'val/loss', 'm 1'],
  param: ['lr', 'opt', 'a.b'],
  tag: ['kind', 'mlflow.x', 'team-1'],
};
const numericOperators = ['=', '!=', '<', '<=', '>', '>='];
const textOperators = ['=', '!=', 'LIKE', 'ILIKE', 'like', 'ilike'];
const patterns = ['%a%', 'a_b', '%', 'A%', '100%', '%*%', '[z]', '%?', 'adam', 'ADAM', '_'];

/** Every query that is sure to be there, before the random ones: each rule and each error once. */
const fixed: CorpusQuery[] = [
  '',
  'metrics.auc > 0.5',
  "run.status = 'RUNNING'",
  "attr.run_name ILIKE 'RUN%' AND attribute.user_id != 'ann'",
  "run_name = 'run-3'",
  'attributes."Run name" LIKE \'run-1%\'',
  'attributes.start_time >= 1000 and start_time < 1005',
  'attribute.Created > 1003',
  'end_time > 5',
  "run_id IN ('00000000000000000000000000000003', '0000000000000000000000000000000a')",
  "attributes.run_id NOT IN ('00000000000000000000000000000003')",
  'params.lr IS NULL',
  'param.lr is not null AND tags.kind IS NULL',
  "dataset.name = 'train'",
  "datasets.digest IN ('d1', 'd2')",
  "dataset.context LIKE 'tr%'",
  'parameter."a.b" = "0.1"',
  "parameters.`a.b` != '0.1'",
  "tags.mlflow.runName = 'run-2'",
  'tag."team-1" = "adam"',
  // Errors
  'metrics.auc > "0.5"',
  "metrics.auc LIKE '0.5'",
  'params.lr = 0.1',
  "params.lr > '0.1'",
  'params.lr = adam',
  'params.lr = `adam`',
  "unknown_x.lr = 'a'",
  "attributes.unknown_x = 'a'",
  "dataset.source = 'a'",
  "start_time = 'a'",
  "status IN ('RUNNING')",
  'run_id IN ()',
  'run_id IN (1, 2)',
  'metrics.auc IS NULL',
  'attributes.status IS NOT NULL',
  "params.lr = 'a' OR params.lr = 'b'",
  "params.lr = 'a'; params.lr = 'b'",
  'metrics.auc',
  'metrics.auc >',
  '> 0.5',
  'metrics.auc == 0.5',
  "params.lr NOT LIKE 'a%'",
  "(params.lr = 'a')",
].map((filter) => ({ filter, orderBy: [] }));

const fixedOrders = [
  ['metrics.auc DESC'],
  ['metrics.auc'],
  ['metrics.`val/loss` asc', 'params.lr DESC'],
  ['params.opt', 'start_time ASC'],
  ['tags.kind desc'],
  ['attributes.start_time DESC'],
  ['run_name', 'metrics.auc DESC'],
  ['attribute.end_time'],
  ['run_id desc'],
  ['status', 'user_id DESC', 'metrics."m 1"'],
  // Errors
  ['unknown_x.x'],
  ['attributes.unknown_x'],
  ['metrics.auc sideways'],
  ['metrics.auc desc extra'],
  ['metrics.auc,params.lr'],
  ['metrics.auc', 'metrics.auc DESC'],
  ['dataset.name'],
  [''],
];

export function searchCorpus(seed: number, randomQueries: number): Corpus {
  const random = generator(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const some = () => random() < 0.7;
  const values = [0, 0.5, -1, 1e-7, 1.5e10, 'NaN'] as const;
  const runs = Array.from(
    { length: 40 },
    (_, index): CorpusRun => ({
      runId: index.toString(16).padStart(32, '0'),
      experiment: pick(Object.keys(experiments)),
      runName: `run-${index % 15}`,
      userId: pick(['ann', 'bob']),
      startTime: 1000 + Math.floor(random() * 10),
      metrics: keys.metric.filter(some).map((key) => ({ key, value: pick(values), timestamp: 5, step: 0 })),
      params: keys.param.filter(some).map((key) => ({ key, value: pick(words) })),
      tags: keys.tag.filter(some).map((key) => ({ key, value: pick(words) })),
      dataset: some()
        ? {
            name: pick(['train', 'Test']),
            digest: pick(['d1', 'd2', 'd3']),
            context: pick(['training', 'eval']),
          }
        : null,
    }),
  );
  const quote = (key: string) => pick([`"${key}"`, `\`${key}\``]);
  const clause = () => {
    const kind = random();
    if (kind < 0.35)
      return `${pick(['metric', 'metrics'])}.${quote(pick(keys.metric))} ${pick(numericOperators)} ${pick(['0', '0.5', '-1', '1e-7', '.5', '3'])}`;
    const [prefix, key] =
      kind < 0.7 ? [pick(['params', 'param', 'parameter']), pick(keys.param)] : ['tags', pick(keys.tag)];
    const operator = pick(textOperators);
    return `${prefix}.${quote(key)} ${operator} '${pick(operator.length > 2 ? patterns : words.filter((word) => word !== "it''s"))}'`;
  };
  const order = () =>
    `${pick([`metrics.${quote(pick(keys.metric))}`, `params.${quote(pick(keys.param))}`, `tags.${quote(pick(keys.tag))}`, 'start_time', 'run_name'])} ${pick(['ASC', 'DESC', 'desc', ''])}`.trim();
  const drawn = Array.from(
    { length: randomQueries },
    (): CorpusQuery => ({
      filter: Array.from({ length: 1 + Math.floor(random() * 3) }, clause).join(pick([' AND ', ' and '])),
      orderBy: random() < 0.5 ? [] : [order()],
    }),
  );
  return {
    experiments,
    runs,
    runQueries: [...fixed, ...fixedOrders.map((orderBy) => ({ filter: '', orderBy })), ...drawn],
    experimentQueries: experimentQueries(),
  };
}

function experimentQueries(): CorpusQuery[] {
  const filters = [
    '',
    "name = 'alpha'",
    "attribute.name LIKE '%a%'",
    "name ILIKE 'b%'",
    "tags.team = 'vision'",
    "tag.`mlflow.note` LIKE 'a_b'",
    'tags.team IS NULL',
    'tags.team IS NOT NULL',
    "experiment_id IN ('1', '2')",
    "experiment_id = '1'",
    'creation_time > 5',
    // Errors
    "attributes.name = 'x'",
    'metrics.a > 1',
    "unknown_x = 'x'",
    "creation_time > 'x'",
    'name = 5',
    'name IS NULL',
  ];
  const orders = [
    ['name'],
    ['name DESC'],
    ['experiment_id DESC'],
    ['tags.team'],
    ['unknown_x'],
    ['name sideways'],
  ];
  return [
    ...filters.map((filter) => ({ filter, orderBy: ['experiment_id'] })),
    ...orders.map((orderBy) => ({ filter: '', orderBy })),
  ];
}

/** Mulberry32: a small generator, so that a failure can be had again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
