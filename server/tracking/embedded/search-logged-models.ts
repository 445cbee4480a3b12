import type { Store } from '../../store/store.ts';
import type { LoggedModelOrder, LoggedModelQuery } from '../logged-models.ts';
import { pageOffset, pageToken } from '../page-token.ts';
import { loggedModelVocabulary } from '../search/model-vocabularies.ts';
import { compareNumber, compareText, type Fragment, joinFragments } from '../search/sql.ts';
import { type Condition, readFilter } from '../search/vocabulary.ts';
import { type Page, TrackingError } from '../tracker.ts';
import type { LoggedModelRow } from './logged-model-row.ts';

const columns: Record<string, string> = {
  name: 'm.name',
  model_id: 'm.model_id',
  model_type: `coalesce(m.model_type, '')`,
  status: `replace(m.status, 'LOGGED_MODEL_', '')`,
  source_run_id: `coalesce(m.source_run_id, '')`,
  creation_timestamp: 'm.creation_time',
  last_updated_timestamp: 'm.last_updated_time',
};

/** Newest first where nothing is asked. @throws TrackingError INVALID_PARAMETER_VALUE */
export function searchLoggedModels(store: Store, query: LoggedModelQuery): Page<LoggedModelRow> {
  const datasets = datasetClause(query.datasets);
  const asked = readFilter(query.filter, loggedModelVocabulary);
  const where = joinFragments(
    [
      { sql: `m.lifecycle_stage = 'active'`, parameters: [] },
      {
        sql: 'CAST(m.experiment_id AS TEXT) IN (SELECT value FROM json_each(?))',
        parameters: [JSON.stringify(query.experimentIds)],
      },
      ...asked.map((condition) => clause(condition, datasets)),
      ...(query.datasets.length > 0 && !asked.some(({ type }) => type === 'metric')
        ? [exists('logged_model_metrics', datasets)]
        : []),
    ],
    ' AND ',
  );
  const order = orderTerms(query.orderBy, datasets);
  const offset = pageOffset(query.pageToken);
  const rows = store.all<LoggedModelRow>(
    `SELECT m.* FROM logged_models m WHERE ${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
    ...where.parameters,
    ...order.parameters,
    query.maxResults + 1,
    offset,
  );
  return {
    items: rows.slice(0, query.maxResults),
    nextPageToken: rows.length > query.maxResults ? pageToken(offset + query.maxResults) : null,
  };
}

function clause(condition: Condition, datasets: Fragment): Fragment {
  const { type, key } = condition;
  switch (type) {
    case 'attribute':
      return compareText(columns[key] ?? '', condition);
    case 'metric': {
      const latest = latestMetric(key, datasets);
      const compared = compareNumber('latest.value', 'latest.is_nan', condition);
      return {
        sql: `EXISTS (SELECT 1 FROM (${latest.sql}) latest WHERE ${compared.sql})`,
        parameters: [...latest.parameters, ...compared.parameters],
      };
    }
    default: {
      const value = compareText('t.value', condition);
      return exists(type === 'parameter' ? 'logged_model_params' : 'logged_model_tags', {
        sql: `t.key = ? AND ${value.sql}`,
        parameters: [key, ...value.parameters],
      });
    }
  }
}

/** The newest point of a metric on the data sets that are asked for. */
function latestMetric(key: string, datasets: Fragment): Fragment {
  return {
    sql: `SELECT t.value, t.is_nan FROM logged_model_metrics t
      WHERE t.model_id = m.model_id AND t.key = ? AND ${datasets.sql}
      ORDER BY t.timestamp DESC, t.step DESC LIMIT 1`,
    parameters: [key, ...datasets.parameters],
  };
}

function datasetClause(datasets: LoggedModelQuery['datasets']): Fragment {
  if (datasets.length === 0) return { sql: 'TRUE', parameters: [] };
  const each = datasets.map(
    ({ name, digest }): Fragment =>
      digest === null
        ? { sql: 't.dataset_name = ?', parameters: [name] }
        : { sql: '(t.dataset_name = ? AND t.dataset_digest = ?)', parameters: [name, digest] },
  );
  const any = joinFragments(each, ' OR ');
  return { sql: `(${any.sql})`, parameters: any.parameters };
}

function exists(table: string, where: Fragment): Fragment {
  return {
    sql: `EXISTS (SELECT 1 FROM ${table} t WHERE t.model_id = m.model_id AND ${where.sql})`,
    parameters: where.parameters,
  };
}

function orderTerms(orders: LoggedModelOrder[], datasets: Fragment): Fragment {
  const terms = orders.map((order): Fragment => {
    const direction = order.ascending ? 'ASC' : 'DESC';
    if (!order.field.includes('.')) {
      const column = columns[loggedModelVocabulary.attributeAliases[order.field] ?? order.field];
      if (column === undefined) throw invalidOrder(order.field, '');
      return { sql: `${column} ${direction}`, parameters: [] };
    }
    const [entity, ...name] = order.field.split('.');
    if (entity !== 'metrics') throw invalidOrder(order.field, ' Only metrics are supported.');
    const of = joinFragments(
      [
        datasets,
        ...(order.datasetName === null
          ? []
          : [datasetClause([{ name: order.datasetName, digest: order.datasetDigest }])]),
      ],
      ' AND ',
    );
    const latest = latestMetric(name.join('.'), of);
    return {
      sql: `(SELECT value FROM (${latest.sql})) ${direction} NULLS LAST`,
      parameters: latest.parameters,
    };
  });
  return joinFragments([...terms, { sql: 'm.creation_time DESC, m.model_id ASC', parameters: [] }], ', ');
}

function invalidOrder(field: string, hint: string): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', `Invalid order by field name: ${field}.${hint}`);
}
