import { listComparators, numericComparators, textComparators, type Vocabulary } from './vocabulary.ts';

const noNull = (type: string, key: string) => `IS NULL / IS NOT NULL is not supported for ${type} '${key}'`;
const unknownPrefix = (prefix: string) =>
  `Invalid entity type '${prefix}'. Valid entity types are ('attribute', 'tag', 'tags')`;

const tagsAndAttributes = {
  prefixes: { attribute: 'attribute', tag: 'tag', tags: 'tag' },
  attributeAliases: {},
  comparators: {
    metric: [],
    parameter: [],
    dataset: [],
    tag: textComparators,
    stringAttribute: listComparators,
    numericAttribute: numericComparators,
  },
  prefixError: unknownPrefix,
  nullError: noNull,
} as const;

/** Registered models (MLflow's SearchModelUtils). */
export const registeredModelVocabulary: Vocabulary = {
  ...tagsAndAttributes,
  stringAttributes: ['name'],
  numericAttributes: [],
  listAttributes: ['name'],
  orderAttributes: ['last_updated_timestamp', 'name'],
  attributeAliases: { timestamp: 'last_updated_timestamp' },
};

/** Model versions (MLflow's SearchModelVersionUtils). */
export const modelVersionVocabulary: Vocabulary = {
  ...tagsAndAttributes,
  stringAttributes: ['name', 'run_id', 'source_path'],
  numericAttributes: ['version_number'],
  listAttributes: ['name', 'run_id'],
  orderAttributes: ['creation_timestamp', 'last_updated_timestamp', 'name', 'version_number'],
};

/** Logged models (mlflow/utils/search_logged_model_utils.py). */
export const loggedModelVocabulary: Vocabulary = {
  prefixes: { attributes: 'attribute', metrics: 'metric', params: 'parameter', tags: 'tag' },
  stringAttributes: ['model_id', 'model_type', 'name', 'source_run_id', 'status'],
  numericAttributes: ['creation_timestamp', 'last_updated_timestamp'],
  attributeAliases: {
    creation_time: 'creation_timestamp',
    creation_timestamp_ms: 'creation_timestamp',
    last_updated_time: 'last_updated_timestamp',
    last_updated_timestamp_ms: 'last_updated_timestamp',
  },
  listAttributes: ['model_id', 'model_type', 'name', 'source_run_id', 'status'],
  orderAttributes: [
    'creation_timestamp',
    'last_updated_timestamp',
    'model_id',
    'model_type',
    'name',
    'source_run_id',
    'status',
  ],
  comparators: {
    metric: numericComparators,
    parameter: textComparators,
    tag: textComparators,
    dataset: [],
    stringAttribute: listComparators,
    numericAttribute: numericComparators,
  },
  prefixError: (prefix) =>
    `Invalid entity type: '${prefix}'. Expected one of ['attributes', 'metrics', 'params', 'tags'].`,
  nullError: noNull,
};
