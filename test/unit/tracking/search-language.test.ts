import { describe, expect, test } from 'vitest';
import { runVocabulary } from '../../../server/tracking/search/run-vocabulary.ts';
import { globOf } from '../../../server/tracking/search/sql.ts';
import { readFilter, readOrders } from '../../../server/tracking/search/vocabulary.ts';

/** Each answer was compared with MLflow 3.17.2; test/conformance/search-oracle.test.ts does so by the hundred. */
describe('a filter', () => {
  test.each([
    ['', []],
    ['metrics.auc > .5', [{ type: 'metric', key: 'auc', comparator: '>', value: 0.5 }]],
    [
      `param."val/lr" like 'a%' AND run.Created<=1e3`,
      [
        { type: 'parameter', key: 'val/lr', comparator: 'LIKE', value: 'a%' },
        { type: 'attribute', key: 'start_time', comparator: '<=', value: 1000 },
      ],
    ],
    ['tags.`a b` IS NOT NULL', [{ type: 'tag', key: 'a b', comparator: 'IS NOT NULL', value: null }]],
    [
      `run_id NOT IN ('a', "b")`,
      [{ type: 'attribute', key: 'run_id', comparator: 'NOT IN', value: ['a', 'b'] }],
    ],
    [`tags.mlflow.user = "it's"`, [{ type: 'tag', key: 'mlflow.user', comparator: '=', value: "it's" }]],
    [`tags.x = 'a AND b'`, [{ type: 'tag', key: 'x', comparator: '=', value: 'a AND b' }]],
  ])('%s is understood', (filter, conditions) => {
    expect(readFilter(filter, runVocabulary)).toEqual(conditions);
  });

  test.each([
    ["params.lr = 'a' OR params.lr = 'b'", "Invalid clause(s) in filter string: 'OR'"],
    ['metrics.auc >', "Invalid clause(s) in filter string: 'metrics.auc', '>'"],
    ["metrics.auc > 'x'", "Expected numeric value type for metric. Found 'x'"],
    ['params.lr = 1', "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
    [
      'metrics.auc IS NULL',
      "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'auc'",
    ],
    [
      "status IN ('RUNNING')",
      "Only ['run_id'] attributes support comparison with a list of quoted string values.",
    ],
    [
      "shoes.x = 'a'",
      "Invalid entity type 'shoes'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
    ],
  ])('%s is refused in the words of MLflow', (filter, message) => {
    expect(() => readFilter(filter, runVocabulary)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message }),
    );
  });
});

describe('an order', () => {
  test('is a name, then perhaps a direction', () => {
    expect(readOrders(['metrics.`val/auc` DESC', 'Created'], runVocabulary)).toEqual([
      { type: 'metric', key: 'val/auc', ascending: false },
      { type: 'attribute', key: 'start_time', ascending: true },
    ]);
  });

  test.each([
    [['metrics.auc sideways'], "Invalid ordering key in order_by clause 'metrics.auc sideways'."],
    [['dataset.name'], "Invalid identifier type 'dataset'"],
    [['start_time', 'Created'], "`order_by` contains duplicate fields: ['start_time', 'Created']"],
  ])('%s is refused', (orders, message) => {
    expect(() => readOrders(orders, runVocabulary)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message }),
    );
  });
});

test('LIKE becomes GLOB, which heeds case: its own wildcards are letters', () => {
  expect(globOf('a%_*?[z]')).toBe('a*?[*][?][[]z]');
});
