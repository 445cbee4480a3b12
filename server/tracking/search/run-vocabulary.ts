import {
  type EntityType,
  listComparators,
  nullableComparators,
  numericComparators,
  type Vocabulary,
} from './vocabulary.ts';

const prefixes = {
  metric: 'metric',
  metrics: 'metric',
  parameter: 'parameter',
  parameters: 'parameter',
  param: 'parameter',
  params: 'parameter',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
} as const satisfies Record<string, EntityType>;

/** What MLflow lets one search in runs (mlflow/utils/search_utils.py, SearchUtils). */
export const runVocabulary: Vocabulary = {
  prefixes,
  stringAttributes: ['artifact_uri', 'run_id', 'run_name', 'status', 'user_id'],
  numericAttributes: ['end_time', 'start_time'],
  attributeAliases: {
    created: 'start_time',
    Created: 'start_time',
    'run name': 'run_name',
    'Run name': 'run_name',
    'Run Name': 'run_name',
  },
  listAttributes: ['run_id'],
  orderAttributes: ['artifact_uri', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'],
  comparators: {
    metric: numericComparators,
    parameter: nullableComparators,
    tag: nullableComparators,
    dataset: listComparators,
    stringAttribute: listComparators,
    numericAttribute: numericComparators,
  },
  prefixError: (prefix) =>
    `Invalid entity type '${prefix}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`,
  nullError: (type, key) =>
    `IS NULL / IS NOT NULL is only supported for tags and params, not for '${type}' '${key}'`,
};
