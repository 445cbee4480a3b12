import type { Experiment, ViewType } from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { invalid } from '../limits.ts';
import { pageOffset, pageToken } from '../page-token.ts';
import { experimentVocabulary } from '../search/experiment-vocabulary.ts';
import { compareText, type Fragment, joinFragments } from '../search/sql.ts';
import { type Condition, type Order, readFilter, readOrders } from '../search/vocabulary.ts';
import type { Page, PageRequest } from '../tracker.ts';
import type { ExperimentRow, Experiments } from './experiments.ts';

export interface ExperimentSearch extends PageRequest {
  filter: string;
  orderBy: string[];
  view: ViewType;
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function searchExperiments(
  store: Store,
  experiments: Experiments,
  search: ExperimentSearch,
): Page<Experiment> {
  const where = joinFragments(
    [stageClause(search.view), ...readFilter(search.filter, experimentVocabulary).map(clause)],
    ' AND ',
  );
  const offset = pageOffset(search.pageToken);
  const rows = store.all<ExperimentRow>(
    `SELECT * FROM experiments e WHERE ${where.sql} ORDER BY ${orderTerms(readOrders(search.orderBy, experimentVocabulary))}
     LIMIT ? OFFSET ?`,
    ...where.parameters,
    search.maxResults + 1,
    offset,
  );
  return {
    items: experiments.complete(rows.slice(0, search.maxResults)),
    nextPageToken: rows.length > search.maxResults ? pageToken(offset + search.maxResults) : null,
  };
}

function clause(condition: Condition): Fragment {
  const { type, key, comparator } = condition;
  if (type === 'attribute') {
    if (key === 'name' && (comparator === 'IN' || comparator === 'NOT IN'))
      throw invalid(`Invalid comparator for string attribute: ${comparator}`);
    return compareText(key === 'experiment_id' ? 'CAST(e.experiment_id AS TEXT)' : `e.${key}`, condition);
  }
  const pair = 'SELECT 1 FROM experiment_tags t WHERE t.experiment_id = e.experiment_id AND t.key = ?';
  if (comparator === 'IS NULL') return { sql: `NOT EXISTS (${pair})`, parameters: [key] };
  if (comparator === 'IS NOT NULL') return { sql: `EXISTS (${pair})`, parameters: [key] };
  const value = compareText('t.value', condition);
  return { sql: `EXISTS (${pair} AND ${value.sql})`, parameters: [key, ...value.parameters] };
}

function stageClause(view: ViewType): Fragment {
  if (view === 'ALL') return { sql: 'TRUE', parameters: [] };
  return { sql: 'e.lifecycle_stage = ?', parameters: [view === 'DELETED_ONLY' ? 'deleted' : 'active'] };
}

/** Newest first where nothing is asked; ties fall to the greatest id, as in MLflow. */
function orderTerms(orders: Order[]): string {
  if (orders.length === 0) return 'e.creation_time DESC, e.experiment_id ASC';
  const terms = orders.map(({ type, key, ascending }) => {
    if (type !== 'attribute') throw invalid(`Invalid order_by entity: ${type}`);
    return `e.${key} ${ascending ? 'ASC' : 'DESC'}`;
  });
  if (!orders.some(({ key }) => key === 'experiment_id')) terms.push('e.experiment_id DESC');
  return terms.join(', ');
}
