import * as vscode from 'vscode';
import type { RunStrings } from '../../../../../schemas/protocol/views/run.ts';
import { tableStrings } from '../../../../host/panels/strings.ts';
import { statusStrings } from './runs-table.ts';

export function runStrings(): RunStrings {
  return {
    ...tableStrings(),
    ...statusStrings(),
    ...sectionStrings(),
    ...actionStrings(),
    ...factStrings(),
    ...previewStrings(),
    title: vscode.l10n.t('Run'),
    warning: vscode.l10n.t('Warning.'),
    failure: vscode.l10n.t('It did not succeed.'),
    deleted: vscode.l10n.t('Deleted'),
    errorTitle: vscode.l10n.t('The run cannot be shown.'),
    retry: vscode.l10n.t('Try Again'),
  };
}

function sectionStrings() {
  return {
    params: vscode.l10n.t('Parameters'),
    metrics: vscode.l10n.t('Metrics'),
    tags: vscode.l10n.t('Tags'),
    note: vscode.l10n.t('Note'),
    noNote: vscode.l10n.t('No note yet'),
    provenance: vscode.l10n.t('Provenance'),
    inputs: vscode.l10n.t('Datasets'),
    artifacts: vscode.l10n.t('Artifacts'),
    noArtifacts: vscode.l10n.t('This run has no artifacts.'),
    output: vscode.l10n.t('Output'),
    noOutput: vscode.l10n.t('Nothing was written yet.'),
    outputTruncated: vscode.l10n.t('Only the end is shown.'),
    noParams: vscode.l10n.t('This run has no parameters.'),
    noMetrics: vscode.l10n.t('This run has logged no metric.'),
    name: vscode.l10n.t('Name'),
    value: vscode.l10n.t('Value'),
    step: vscode.l10n.t('Step'),
  };
}

function actionStrings() {
  return {
    editNote: vscode.l10n.t('Edit Note'),
    showOutput: vscode.l10n.t('Show Output'),
    charts: vscode.l10n.t('Charts'),
    stop: vscode.l10n.t('Stop'),
    rerun: vscode.l10n.t('Rerun'),
    rename: vscode.l10n.t('Rename'),
    star: vscode.l10n.t('Star'),
    unstar: vscode.l10n.t('Unstar'),
    addTag: vscode.l10n.t('Add Tag'),
    remove: vscode.l10n.t('Delete'),
    restore: vscode.l10n.t('Restore'),
    copy: vscode.l10n.t('Copy'),
  };
}

function factStrings() {
  return {
    commit: vscode.l10n.t('Commit'),
    dirty: vscode.l10n.t('with uncommitted changes'),
    branch: vscode.l10n.t('Branch'),
    repository: vscode.l10n.t('Repository'),
    command: vscode.l10n.t('Command'),
    source: vscode.l10n.t('Source'),
    machine: vscode.l10n.t('Machine'),
    python: vscode.l10n.t('Python'),
    user: vscode.l10n.t('User'),
    runId: vscode.l10n.t('Run ID'),
    started: vscode.l10n.t('Started'),
    ended: vscode.l10n.t('Ended'),
    duration: vscode.l10n.t('Duration'),
    exitCode: vscode.l10n.t('Exit code'),
  };
}

function previewStrings() {
  return {
    openInEditor: vscode.l10n.t('Open in Editor'),
    previewTruncated: vscode.l10n.t('Only the beginning is shown. Open it in the editor to see all.'),
    notShown: vscode.l10n.t('This file cannot be shown here.'),
    chooseArtifact: vscode.l10n.t('Choose a file to see it here.'),
  };
}
