import { nullableComparators, numericComparators, textComparators, type Vocabulary } from './vocabulary.ts';

/** What MLflow lets one search in experiments (SearchExperimentsUtils). */
export const experimentVocabulary: Vocabulary = {
  prefixes: { attribute: 'attribute', tag: 'tag', tags: 'tag' },
  stringAttributes: ['name', 'experiment_id'],
  numericAttributes: ['creation_time', 'last_update_time'],
  attributeAliases: {},
  listAttributes: ['experiment_id'],
  orderAttributes: ['creation_time', 'experiment_id', 'last_update_time', 'name'],
  comparators: {
    metric: [],
    parameter: [],
    dataset: [],
    tag: nullableComparators,
    stringAttribute: [...textComparators, 'IN', 'NOT IN'],
    numericAttribute: numericComparators,
  },
  prefixError: (prefix) =>
    `Invalid entity type '${prefix}'. Valid entity types are ('attribute', 'tag', 'tags')`,
  nullError: (type, key) => `IS NULL / IS NOT NULL is only supported for tags, not for ${type} '${key}'`,
};
