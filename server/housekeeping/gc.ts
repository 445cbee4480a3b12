import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Execution } from '../../schemas/protocol/executions.ts';
import type { GcItem, GcPlan, GcPolicy } from '../../schemas/protocol/interop.ts';
import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import type { StoreLayout } from '../store/layout.ts';
import { artifactUriPath } from '../tracking/artifact-uri.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { foldersIn, sizeOf } from './folder-size.ts';

const dayMs = 86_400_000;
/** A folder that is younger may belong to a run that is just being made. */
const orphanAgeMs = 3_600_000;

export interface GcSite {
  layout: StoreLayout;
  tracker: Pick<Tracker, 'getRuns'> & {
    runsDeletedBefore(time: number): Promise<{ runId: string; name: string; deletedTime: number }[]>;
    purgeRun(runId: string): Promise<void>;
  };
  /** Ids of runs and logged models that a registered model version comes from. */
  registered: () => Promise<Set<string>>;
  /** Newest first. */
  executions: () => Execution[];
  /** Whether there is such a logged model; its files lie beside those of runs. */
  hasLoggedModel: (modelId: string) => Promise<boolean>;
  /** Private copies of the workspace that pipelines ran in. */
  copies: GcCopies;
  now: () => number;
}

export interface GcCopies {
  /** Absolute: each copy is a folder in it. */
  folder: string;
  /** `label` for a person; `isBusy`: a command runs there. */
  list(): { id: string; label: string; createdAt: number; isBusy: boolean }[];
  remove(id: string): Promise<void>;
}

/** What may go under a policy, and what of it stays. Changes nothing. */
export async function planGc(site: GcSite, policy: GcPolicy): Promise<GcPlan> {
  const horizon = site.now() - policy.olderThanDays * dayMs;
  const kept: GcPlan['kept'] = [];
  const items = [
    ...(await deletedRuns(site, policy, horizon, kept)),
    ...(await orphanedArtifacts(site)),
    ...(await oldOutput(site, policy, horizon)),
    ...(await oldCache(site, policy, horizon)),
    ...(await oldCopies(site, policy, horizon)),
  ];
  return { items, bytes: items.reduce((sum, { bytes }) => sum + bytes, 0), kept };
}

/**
 * Removes what a plan of now holds, in the order of the plan. A run goes from the store before its files, so that an
 * interruption leaves orphaned files, which the next collection takes, and never a run without its files.
 */
export async function runGc(
  site: GcSite,
  policy: GcPolicy,
  {
    signal,
    onProgress,
  }: { signal: AbortSignal; onProgress: (done: number, total: number, label: string) => void },
): Promise<GcPlan> {
  const plan = await planGc(site, policy);
  const removed: GcItem[] = [];
  for (const [index, item] of plan.items.entries()) {
    signal.throwIfAborted();
    onProgress(index, plan.items.length, item.label);
    if (item.what === 'run') await site.tracker.purgeRun(item.id);
    if (item.what === 'copy') await site.copies.remove(item.id);
    if (item.path !== null) await rm(join(site.layout.root, item.path), { recursive: true, force: true });
    removed.push(item);
  }
  onProgress(plan.items.length, plan.items.length, '');
  return { ...plan, items: removed };
}

async function deletedRuns(
  { layout, tracker, registered, executions }: GcSite,
  { olderThanDays, keepLast }: GcPolicy,
  horizon: number,
  kept: GcPlan['kept'],
): Promise<GcItem[]> {
  const inUse = await registered();
  const live = new Set(
    executions()
      .filter(({ state }) => state !== 'ended')
      .map(({ runId }) => runId),
  );
  const newest = (await tracker.runsDeletedBefore(Number.MAX_SAFE_INTEGER)).slice(
    keepLast > 0 ? -keepLast : Number.MAX_SAFE_INTEGER,
  );
  const stay = new Set(newest.map(({ runId }) => runId));
  const deleted = (await tracker.runsDeletedBefore(horizon)).filter(({ runId }) => !stay.has(runId));
  const items: GcItem[] = [];
  for (const run of await tracker.getRuns(deleted.map(({ runId }) => runId))) {
    const { runId, runName } = run.info;
    const reason = reasonToKeep(run, inUse, live);
    if (reason !== null) {
      kept.push({ id: runId, reason });
      continue;
    }
    const path = runFolder(run);
    const size = path === null ? null : await sizeOf(join(layout.root, path)).catch(() => null);
    items.push({
      what: 'run',
      id: runId,
      path: size === null ? null : path,
      label: runName,
      bytes: size?.bytes ?? 0,
      reason: `deleted more than ${days(olderThanDays)} ago`,
    });
  }
  return items;
}

function reasonToKeep(run: Run, registered: Set<string>, live: Set<string>): string | null {
  const { runId } = run.info;
  if (live.has(runId)) return 'it is running';
  if (run.tags[runTags.star] !== undefined) return 'it is starred';
  if (registered.has(runId)) return 'a registered model version comes from it';
  return null;
}

async function orphanedArtifacts({ layout, tracker, hasLoggedModel, now }: GcSite): Promise<GcItem[]> {
  const items: GcItem[] = [];
  const consider = async (path: string) => {
    const folder = join(layout.artifacts, path);
    const { bytes, changedAt } = await sizeOf(folder);
    if (now() - changedAt < orphanAgeMs) return;
    items.push({
      ...below('artifacts', `artifacts/${path}`),
      label: path,
      bytes,
      reason: 'no run or model has them',
    });
  };
  for (const experimentId of await foldersIn(layout.artifacts)) {
    if (experimentId.startsWith('.')) continue;
    const names = await foldersIn(join(layout.artifacts, experimentId));
    const known = new Set((await tracker.getRuns(names)).map(({ info }) => info.runId));
    for (const name of names) {
      if (name === 'models') {
        for (const modelId of await foldersIn(join(layout.artifacts, experimentId, name)))
          if (!(await hasLoggedModel(modelId))) await consider(`${experimentId}/${name}/${modelId}`);
      } else if (!known.has(name)) await consider(`${experimentId}/${name}`);
    }
  }
  return items;
}

async function oldOutput(
  { layout, tracker, executions }: GcSite,
  { olderThanDays, keepLast }: GcPolicy,
  horizon: number,
): Promise<GcItem[]> {
  const all = executions();
  const keep = new Set(all.slice(0, keepLast).map(({ executionId }) => executionId));
  const byId = new Map(all.map((execution) => [execution.executionId, execution]));
  const starred = new Set(
    (await tracker.getRuns(all.map(({ runId }) => runId)))
      .filter(({ tags }) => tags[runTags.star] !== undefined)
      .map(({ info }) => info.runId),
  );
  const items: GcItem[] = [];
  for (const executionId of await foldersIn(layout.executions)) {
    const execution = byId.get(executionId);
    if (keep.has(executionId) || (execution && (execution.state !== 'ended' || starred.has(execution.runId))))
      continue;
    const { bytes, changedAt } = await sizeOf(join(layout.executions, executionId));
    if (Math.max(execution?.endedAt ?? 0, changedAt) > horizon) continue;
    items.push({
      ...below('output', `executions/${executionId}`),
      label: execution?.commandLine ?? executionId,
      bytes,
      reason: `ended more than ${days(olderThanDays)} ago`,
    });
  }
  return items;
}

/** Where pipelines keep their outs in a folder without DVC (server/pipelines). */
const pipelineCache = 'pipelines';

async function oldCache({ layout }: GcSite, { olderThanDays }: GcPolicy, horizon: number): Promise<GcItem[]> {
  const items: GcItem[] = [];
  for (const name of await foldersIn(layout.cache)) {
    // The only copy of outs that a dvc.lock may still name.
    if (name === pipelineCache) continue;
    const { bytes, changedAt } = await sizeOf(join(layout.cache, name));
    if (changedAt > horizon) continue;
    items.push({
      ...below('cache', `cache/${name}`),
      label: name,
      bytes,
      reason: `not changed for more than ${days(olderThanDays)}`,
    });
  }
  return items;
}

async function oldCopies(
  { copies, now }: GcSite,
  { olderThanDays }: GcPolicy,
  horizon: number,
): Promise<GcItem[]> {
  const items: GcItem[] = [];
  const known = new Map(copies.list().map((copy) => [copy.id, copy]));
  for (const id of new Set([...known.keys(), ...(await foldersIn(copies.folder))])) {
    const copy = known.get(id);
    const size = await sizeOf(join(copies.folder, id)).catch(() => null);
    const { bytes, changedAt } = size ?? { bytes: 0, changedAt: 0 };
    if (copy?.isBusy || (copy ? copy.createdAt > horizon : now() - changedAt < orphanAgeMs)) continue;
    items.push({
      what: 'copy',
      id,
      path: size === null ? null : `copies/${id}`,
      label: copy?.label ?? id,
      bytes,
      reason: copy ? `made more than ${days(olderThanDays)} ago, and not applied` : 'no run has it',
    });
  }
  return items;
}

/** Only MLflow's own layout, `<experiment>/<run>/artifacts`: a folder of another form may be shared. */
function runFolder(run: Run): string | null {
  const path = artifactUriPath(run.info.artifactUri);
  const folder = path === null ? null : /^([^/]+\/[^/]+)\/artifacts$/.exec(path)?.[1];
  return folder?.endsWith(`/${run.info.runId}`) ? `artifacts/${folder}` : null;
}

function below(what: GcItem['what'], path: string): Pick<GcItem, 'what' | 'id' | 'path'> {
  return { what, id: path, path };
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
