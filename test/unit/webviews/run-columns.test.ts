import { describe, expect, it } from 'vitest';
import type { RunsTableStrings } from '../../../schemas/protocol/views/runs-table.ts';
import {
  allColumns,
  defaultChoices,
  moveColumn,
  orderClause,
  setHidden,
  setPinned,
  visibleColumns,
} from '../../../webviews/runs-table/columns.ts';

/** Texts do not matter here: every one is its own name. */
const strings = new Proxy({}, { get: (_target, name) => String(name) }) as RunsTableStrings;
const available = { params: ['depth', 'lr'], metrics: ['auc', 'system/cpu'], tags: ['team', 'mlflow.user'] };
const ids = (choices = defaultChoices, has = available) =>
  visibleColumns(allColumns(has, choices, strings), choices).map((column) => column.id);

describe('columns of the runs table', () => {
  it('begin with the name, then metrics, parameters and own tags, system metrics last', () => {
    expect(ids()[0]).toBe('attributes.run_name');
    expect(ids().slice(-5)).toEqual([
      'metrics.auc',
      'params.depth',
      'params.lr',
      'tags.team',
      'metrics.system/cpu',
    ]);
    expect(ids()).not.toContain('tags.mlflow.user');
  });

  it('can be hidden and pinned', () => {
    expect(ids(setHidden(defaultChoices, ['params.lr'], true))).not.toContain('params.lr');
    const pinned = setPinned(defaultChoices, 'metrics.auc', true);
    expect(ids(pinned).slice(0, 2)).toEqual(['attributes.run_name', 'metrics.auc']);
  });

  it('move, and stay on their side of the pinned edge', () => {
    const columns = allColumns(available, defaultChoices, strings);
    const moved = moveColumn(defaultChoices, columns, 'params.lr', 'metrics.auc');
    expect(ids(moved).indexOf('params.lr')).toBe(ids(moved).indexOf('metrics.auc') - 1);
    const toPinned = moveColumn(defaultChoices, columns, 'params.lr', 'attributes.run_name');
    expect(ids(toPinned).slice(0, 2)).toEqual(['attributes.run_name', 'params.lr']);
  });

  it('that appear later stand beside their like, whatever order was chosen', () => {
    const columns = allColumns(available, defaultChoices, strings);
    const moved = moveColumn(defaultChoices, columns, 'params.depth', null);
    const more = { ...available, metrics: ['auc', 'f1', 'system/cpu'] };
    const order = ids(moved, more);
    expect(order.indexOf('metrics.f1')).toBe(order.indexOf('metrics.auc') + 1);
    expect(order.at(-1)).toBe('params.depth');
  });

  it('are ordered by in MLflow’s words, quoted where they must be', () => {
    expect(orderClause('metrics.auc', true)).toBe('metrics.auc DESC');
    expect(orderClause('metrics.val/auc', false)).toBe('metrics.`val/auc` ASC');
    expect(orderClause('tags.a.b', false)).toBe('tags.`a.b` ASC');
  });
});
