import type { Store } from '../../store/store.ts';
import { pageOffset, pageToken } from '../../tracking/page-token.ts';
import {
  modelVersionVocabulary,
  registeredModelVocabulary,
} from '../../tracking/search/model-vocabularies.ts';
import { compareText, type Fragment, joinFragments } from '../../tracking/search/sql.ts';
import { type Condition, type Order, readFilter, readOrders } from '../../tracking/search/vocabulary.ts';
import { type Page, TrackingError } from '../../tracking/tracker.ts';
import type { RegistrySearch } from '../registry.ts';
import { deletedStage, type ModelRow, type VersionRow } from './registry-rows.ts';

const columns: Record<string, string> = {
  name: 'm.name',
  run_id: `coalesce(v.run_id, '')`,
  source_path: 'v.source',
  version_number: 'v.version',
};

/** MLflow keeps prompts as registered models with this tag, and shows them only to who asks for them. */
const promptTag = 'mlflow.prompt.is_prompt';

/** By name where nothing is asked. @throws TrackingError INVALID_PARAMETER_VALUE */
export function searchModels(store: Store, search: RegistrySearch): Page<ModelRow> {
  const tagTable = 'FROM registered_model_tags t WHERE t.model = m.model AND t.key = ?';
  const where = conditions(readFilter(search.filter, registeredModelVocabulary), tagTable);
  const orders = readOrders(search.orderBy, registeredModelVocabulary);
  const terms = orders.map((order) => orderTerm(order, 'm'));
  if (!orders.some(({ key }) => key === 'name')) terms.push('m.name ASC');
  return page(
    store,
    search,
    `SELECT m.* FROM registered_models m WHERE ${where.sql} ORDER BY ${terms.join(', ')}`,
    where.parameters,
  );
}

const versionOrder = ['last_updated_timestamp DESC', 'name ASC', 'version_number DESC'];

/** Last changed first where nothing is asked. @throws TrackingError INVALID_PARAMETER_VALUE */
export function searchVersions(store: Store, search: RegistrySearch): Page<VersionRow> {
  const tagTable =
    'FROM model_version_tags t WHERE t.model = v.model AND t.version = v.version AND t.key = ?';
  const where = conditions(readFilter(search.filter, modelVersionVocabulary), tagTable);
  const orders = readOrders(
    search.orderBy.length > 0 ? search.orderBy : versionOrder,
    modelVersionVocabulary,
  );
  const terms = orders.map((order) => orderTerm(order, 'v'));
  if (!orders.some(({ key }) => key === 'name')) terms.push('m.name ASC');
  if (!orders.some(({ key }) => key === 'version_number')) terms.push('v.version DESC');
  return page(
    store,
    search,
    `SELECT v.*, m.name AS name FROM model_versions v JOIN registered_models m ON m.model = v.model
     WHERE v.current_stage <> '${deletedStage}' AND ${where.sql} ORDER BY ${terms.join(', ')}`,
    where.parameters,
  );
}

function page<Row>(
  store: Store,
  search: RegistrySearch,
  sql: string,
  parameters: Fragment['parameters'],
): Page<Row> {
  const offset = pageOffset(search.pageToken);
  const rows = store.all<Row>(`${sql} LIMIT ? OFFSET ?`, ...parameters, search.maxResults + 1, offset);
  return {
    items: rows.slice(0, search.maxResults),
    nextPageToken: rows.length > search.maxResults ? pageToken(offset + search.maxResults) : null,
  };
}

function conditions(asked: Condition[], tagTable: string): Fragment {
  const fragments = asked.map((condition): Fragment => {
    if (condition.type === 'attribute') return compareText(columns[condition.key] ?? '', condition);
    const value = compareText('t.value', condition);
    const matching = {
      sql: `EXISTS (SELECT 1 ${tagTable} AND ${value.sql})`,
      parameters: [condition.key, ...value.parameters],
    };
    return condition.key === promptTag ? orUntagged(condition, matching, tagTable) : matching;
  });
  if (!asked.some(({ type, key }) => type === 'tag' && key === promptTag)) {
    fragments.push({
      sql: `NOT EXISTS (SELECT 1 ${tagTable} AND t.value = 'true')`,
      parameters: [promptTag],
    });
  }
  return joinFragments(fragments, ' AND ');
}

/** A model without the tag is no prompt, which `= 'false'` and `!= 'true'` ask for. */
function orUntagged({ comparator, value }: Condition, matching: Fragment, tagTable: string): Fragment {
  const asksForModels =
    (comparator === '=' && value === 'false') || (comparator === '!=' && value === 'true');
  if (!asksForModels) return matching;
  return {
    sql: `(${matching.sql} OR NOT EXISTS (SELECT 1 ${tagTable}))`,
    parameters: [...matching.parameters, promptTag],
  };
}

function orderTerm({ type, key, ascending }: Order, table: 'm' | 'v'): string {
  if (type !== 'attribute') {
    throw new TrackingError('INVALID_PARAMETER_VALUE', `Invalid order_by entity: ${type}`);
  }
  const times: Record<string, string> = {
    creation_timestamp: `${table}.creation_time`,
    last_updated_timestamp: `${table}.last_updated_time`,
  };
  return `${times[key] ?? columns[key]} ${ascending ? 'ASC' : 'DESC'}`;
}
