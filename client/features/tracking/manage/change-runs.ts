import * as vscode from 'vscode';
import { type Run, runTags } from '../../../../schemas/protocol/tracking.ts';
import type { RunRef } from '../../../host/run-ref.ts';
import { type RunChoice, runFor, runsFor } from '../pick-runs.ts';
import { isStarred } from '../runs-tree/run-facts.ts';
import type { Tracking } from '../tracking.ts';
import { byTracker } from './by-tracker.ts';
import { validTagKey } from './tag-key.ts';

export async function stopRuns(tracking: Tracking, args: unknown[]): Promise<void> {
  const refs = await runsFor(tracking, args, {
    title: vscode.l10n.t('Stop Run'),
    many: true,
    query: { filter: "attributes.status = 'RUNNING'" },
    fits: (run) => runTags.execution in run.tags,
  });
  await vscode.window.withProgress(
    { location: { viewId: 'slipway.runs' }, title: vscode.l10n.t('Stopping') },
    () =>
      Promise.all(refs.map((ref) => tracking.runnerOf(ref).request('executions/stop', { runId: ref.runId }))),
  );
}

export async function renameRun(tracking: Tracking, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t('Rename Run');
  const ref = await runFor(tracking, args, { title });
  const run = await tracking.readRun(ref);
  const name = await vscode.window.showInputBox({
    title,
    value: run.info.runName,
    validateInput: (value) => (value.trim() ? null : vscode.l10n.t('A run needs a name.')),
  });
  if (name === undefined || name.trim() === run.info.runName) return;
  const { tracker, runId } = ref;
  await tracking.runnerOf(ref).request('runs/rename', { tracker, runId, name: name.trim() });
}

export async function editNote(tracking: Tracking, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t('Edit Note');
  const ref = await runFor(tracking, args, { title });
  const run = await tracking.readRun(ref);
  const note = await vscode.window.showInputBox({
    title: `${title}: ${run.info.runName}`,
    value: run.tags[runTags.note] ?? '',
    prompt: vscode.l10n.t('Markdown. Empty removes the note.'),
  });
  if (note === undefined) return;
  await (note ? setTag(tracking, [ref], runTags.note, note) : deleteTag(tracking, [ref], runTags.note));
}

export async function starRuns(tracking: Tracking, args: unknown[]): Promise<void> {
  const refs = await runsFor(tracking, args, {
    title: vscode.l10n.t('Star Run'),
    many: true,
    fits: (run) => !isStarred(run),
  });
  await setTag(tracking, refs, runTags.star, 'true');
}

export async function unstarRuns(tracking: Tracking, args: unknown[]): Promise<void> {
  const refs = await runsFor(tracking, args, {
    title: vscode.l10n.t('Unstar Run'),
    many: true,
    fits: isStarred,
  });
  await deleteTag(tracking, refs, runTags.star);
}

export async function addTag(tracking: Tracking, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t('Add Tag');
  const refs = await runsFor(tracking, args, { title, many: true });
  const key = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Key of the tag'),
    validateInput: (value) =>
      validTagKey(value)
        ? null
        : vscode.l10n.t(
            '1 to 250 letters, digits, spaces or any of _ - . : / ; keys of MLflow and Slipway are theirs.',
          ),
  });
  if (!key) return;
  const value = await vscode.window.showInputBox({
    title: `${title}: ${key}`,
    prompt: vscode.l10n.t('Value'),
  });
  if (value === undefined) return;
  await setTag(tracking, refs, key, value);
}

export async function removeTag(tracking: Tracking, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t('Remove Tag');
  const ref = await runFor(tracking, args, { title, fits: (run) => ownTags(run).length > 0 });
  const run = await tracking.readRun(ref);
  const tags = ownTags(run).map(([label, description]) => ({ label, description }));
  if (tags.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no tags to remove.', run.info.runName));
    return;
  }
  const picked = await vscode.window.showQuickPick(tags, { title, canPickMany: true });
  for (const { label } of picked ?? []) await deleteTag(tracking, [ref], label);
}

/** Deleted runs can be restored, so nothing asks whether they are meant. */
export async function deleteRuns(tracking: Tracking, args: unknown[]): Promise<void> {
  const refs = await runsFor(tracking, args, { title: vscode.l10n.t('Delete Run'), many: true });
  for (const { runner, tracker, runIds } of byTracker(tracking, refs))
    await runner.request('runs/delete', { tracker, runIds });
}

export async function restoreRuns(tracking: Tracking, args: unknown[]): Promise<void> {
  const choice: RunChoice = {
    title: vscode.l10n.t('Restore Run'),
    many: true,
    query: { view: 'DELETED_ONLY' },
  };
  const refs = await runsFor(tracking, args, choice);
  for (const { runner, tracker, runIds } of byTracker(tracking, refs))
    await runner.request('runs/restore', { tracker, runIds });
}

function ownTags(run: Run): [string, string][] {
  return Object.entries(run.tags).filter(([key]) => validTagKey(key));
}

async function setTag(tracking: Tracking, refs: RunRef[], key: string, value: string): Promise<void> {
  for (const { runner, tracker, runIds } of byTracker(tracking, refs))
    await runner.request('runs/setTag', { tracker, runIds, key, value });
}

async function deleteTag(tracking: Tracking, refs: RunRef[], key: string): Promise<void> {
  for (const { runner, tracker, runIds } of byTracker(tracking, refs))
    await runner.request('runs/deleteTag', { tracker, runIds, key });
}
