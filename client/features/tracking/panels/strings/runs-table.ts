import * as vscode from 'vscode';
import type { RunsTableStrings, StatusStrings } from '../../../../../schemas/protocol/views/runs-table.ts';
import { tableStrings } from '../../../../host/panels/strings.ts';

export function runsTableStrings(): RunsTableStrings {
  return {
    ...tableStrings(),
    ...filterStrings(),
    ...columnStrings(),
    ...actionStrings(),
    ...valueStrings(),
    title: vscode.l10n.t('Runs'),
    runCount: vscode.l10n.t('{0} runs'),
    selectedCount: vscode.l10n.t('{0} selected'),
    emptyTitle: vscode.l10n.t('No runs yet'),
    emptyText: vscode.l10n.t(
      'Run a script or notebook as a tracked run, and it appears here with its parameters, metrics and artifacts.',
    ),
    emptyRun: vscode.l10n.t('Run Command as Tracked Run'),
    noMatchTitle: vscode.l10n.t('No matching runs'),
    noMatchText: vscode.l10n.t('No run matches the filter in this view.'),
    errorTitle: vscode.l10n.t('The runs cannot be shown'),
    retry: vscode.l10n.t('Try Again'),
  };
}

function filterStrings() {
  return {
    filterLabel: vscode.l10n.t('Filter runs'),
    filterPlaceholder: vscode.l10n.t('Filter, e.g. metrics.auc > 0.9 AND params.model = "forest"'),
    filterHelp: vscode.l10n.t(
      'MLflow’s filter language. Fields: metrics.x, params.x, tags.x, attributes.status, attributes.start_time … Comparators: =, !=, >, >=, <, <=, LIKE, ILIKE, IN (…), IS NULL, IS NOT NULL; joined by AND. Names with other characters stand in backticks: metrics.`val/auc` > 0.9',
    ),
    clearFilter: vscode.l10n.t('Clear Filter'),
    active: vscode.l10n.t('Active'),
    deleted: vscode.l10n.t('Deleted'),
    all: vscode.l10n.t('All'),
    whichRuns: vscode.l10n.t('Which runs to show'),
  };
}

function columnStrings() {
  return {
    columns: vscode.l10n.t('Columns'),
    columnsSearch: vscode.l10n.t('Search columns'),
    columnsNone: vscode.l10n.t('No matching columns'),
    pin: vscode.l10n.t('Pin'),
    unpin: vscode.l10n.t('Unpin'),
    moveLeft: vscode.l10n.t('Move Left'),
    moveRight: vscode.l10n.t('Move Right'),
    showAll: vscode.l10n.t('Show All'),
    hideAll: vscode.l10n.t('Hide All'),
    resetColumns: vscode.l10n.t('Reset'),
    done: vscode.l10n.t('Done'),
    groupMetrics: vscode.l10n.t('Metric'),
    groupParams: vscode.l10n.t('Parameter'),
    groupTags: vscode.l10n.t('Tag'),
    groupSystem: vscode.l10n.t('System'),
  };
}

function actionStrings() {
  return {
    compare: vscode.l10n.t('Compare'),
    charts: vscode.l10n.t('Charts'),
    exportCsv: vscode.l10n.t('Export as CSV'),
    exportArrow: vscode.l10n.t('Export as Arrow'),
    remove: vscode.l10n.t('Delete'),
    restore: vscode.l10n.t('Restore'),
    star: vscode.l10n.t('Star'),
    unstar: vscode.l10n.t('Unstar'),
    tag: vscode.l10n.t('Add Tag'),
    starred: vscode.l10n.t('starred'),
  };
}

export function statusStrings(): StatusStrings {
  return {
    statusRunning: vscode.l10n.t('Running'),
    statusScheduled: vscode.l10n.t('Scheduled'),
    statusFinished: vscode.l10n.t('Finished'),
    statusFailed: vscode.l10n.t('Failed'),
    statusKilled: vscode.l10n.t('Killed'),
  };
}

function valueStrings() {
  return {
    ...statusStrings(),
    name: vscode.l10n.t('Name'),
    status: vscode.l10n.t('Status'),
    started: vscode.l10n.t('Started'),
    duration: vscode.l10n.t('Duration'),
    experiment: vscode.l10n.t('Experiment'),
    user: vscode.l10n.t('User'),
    runId: vscode.l10n.t('Run ID'),
  };
}
