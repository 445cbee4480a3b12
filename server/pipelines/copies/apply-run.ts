import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ApplySummary } from '../../../schemas/protocol/pipelines.ts';
import { pythonJson } from '../../core/python-json.ts';
import { UserError } from '../../core/user-error.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { parseParamChange } from '../../manifests/dvc/param-change.ts';
import { paramAt, parseParamValues } from '../../manifests/dvc/param-values.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { GitProject } from '../git-project.ts';
import { LiveDvc, type Waiting } from '../live-dvc.ts';
import type { LockedPath, LockedStage } from '../lock-file.ts';
import { ObjectCache } from '../object-cache.ts';
import { type PipelineWorkspace, readPipelines } from '../pipeline-workspace.ts';
import type { Pipelines } from '../pipelines.ts';
import { type RecordSite, readRunRecord, type StageEntries } from '../record/record-files.ts';
import { hashAll } from '../stage-inputs.ts';
import { StageOuts } from '../stage-outs.ts';
import { changeParamFiles } from './change-params.ts';
import type { CopyRecord } from './copy-records.ts';
import { differingParams, type ParamDifference } from './param-differences.ts';
import type { PrivateCopies } from './private-copies.ts';

export interface ApplySite {
  /** Absolute, of the workspace. */
  folder: string;
  copies: PrivateCopies;
  pipelines: Pipelines;
  recorder: RecordSite;
}

/**
 * Brings the params, outs and lock entries of a pipeline's run into the workspace, and removes its private copy. Outs
 * that lie there are kept in the cache first. Params that were changed since the run began are overwritten only where
 * that is `confirmed`: otherwise nothing is done, and they are named.
 * @throws UserError `SLW-APPLY-UNFINISHED`, `SLW-OUT-GONE`, and as `readRunRecord` and `readPipelines` do
 */
export async function applyRun(
  { folder, copies, pipelines, recorder }: ApplySite,
  runId: string,
  { confirmed, ...waiting }: Waiting & { confirmed: boolean },
): Promise<ApplySummary> {
  const { info } = await recorder.tracker.getRun(runId);
  if (info.status !== 'FINISHED')
    throw new UserError(
      'SLW-APPLY-UNFINISHED',
      `Run ${runId} is ${info.status}; only one that has FINISHED can be applied.`,
      `Go on with it: slipway run --resume ${runId}`,
    );
  const { entries, changes } = await readRunRecord(recorder, runId);
  const copy = copies.ofRun(runId);
  const before = readPipelines(folder);
  await new LiveDvc(before.settings).gone(waiting);
  const differences = differingParams(before.root, before.order, entries, changes.map(parseParamChange));
  await keepOutsOf(copy, entries, before, { copies, pipelines });
  const overwrites = differences.filter((difference) => isChangedSince(difference, copy)).map(inWords);
  if (overwrites.length > 0 && !confirmed)
    return { applied: false, overwrites, changes: differences.map(inWords), stale: [] };
  await changeParamFiles(
    before.root,
    differences.map(({ change }) => change),
    { write: true },
  );
  const workspace = readPipelines(folder);
  const stages = workspace.order.filter((stage) => isWhole(stage, entries));
  const restored = await putBack(workspace, stages, entries, pipelines);
  if (copy) await copies.remove(copy);
  const names = stages.map(({ address }) => address);
  const { stages: reports } = await pipelines.status(names, 'only');
  return {
    applied: true,
    overwrites,
    changes: [...differences.map(inWords), ...restored],
    stale: reports
      .filter(({ state }) => state === 'stale')
      .map(({ name, reasons }) => `${name}: ${reasons.join('; ')}`),
  };
}

/** What no cache has, an out that is not cached for one, may still lie in the copy. */
async function keepOutsOf(
  copy: CopyRecord | null,
  entries: StageEntries,
  { settings }: PipelineWorkspace,
  { copies, pipelines }: Pick<ApplySite, 'copies' | 'pipelines'>,
): Promise<void> {
  const cache = new ObjectCache(settings);
  const lacking: { address: string; locked: LockedPath }[] = [];
  for (const [address, { outs }] of entries)
    for (const locked of outs) if (!(await cache.hasAll(locked))) lacking.push({ address, locked });
  if (lacking.length === 0) return;
  const opened = copy && existsSync(copy.root) ? copies.open(copy).workspace : null;
  const gone: string[] = [];
  for (const { address, locked } of lacking) {
    const stage = opened?.order.find((candidate) => candidate.address === address);
    const out = stage?.outs.find(({ path }) => path === locked.path);
    const hash = opened && out ? await pipelines.hasherOf(opened.root).hash(out.location) : null;
    if (opened && out && hash?.md5 === locked.md5) await cache.keep(join(opened.root, out.location), hash);
    else
      gone.push(`${locked.path} (md5 ${locked.md5}), which "${address}" made, is not in the cache any more`);
  }
  if (gone.length > 0)
    throw new UserError(
      'SLW-OUT-GONE',
      gone.join('\n'),
      'Nothing was changed. Make them again: slipway run.',
    );
}

async function putBack(
  { root, settings }: PipelineWorkspace,
  stages: readonly Stage[],
  entries: StageEntries,
  pipelines: Pipelines,
): Promise<string[]> {
  const git = new GitProject(root, settings);
  const hasher = pipelines.hasherOf(root);
  const locks = pipelines.locksOf(root);
  const outs = new StageOuts(hasher, new ObjectCache(settings), git);
  const words: string[] = [];
  for (const stage of stages) {
    const entry = entries.get(stage.address);
    if (!entry) continue;
    const now = await hashAll(stage.outs, hasher);
    await outs.putBack(stage, now, locks.find(stage), entry);
    git.wrote(await locks.save(stage, entry));
    for (const { path, md5 } of entry.outs)
      if (now.get(path)?.md5 !== md5) words.push(`${path} of ${stage.address}`);
  }
  await git.stage();
  return words;
}

/** A stage that had not come so far has no outs to be brought. */
function isWhole({ address, outs }: Stage, entries: StageEntries): boolean {
  const made: LockedStage['outs'] | undefined = entries.get(address)?.outs;
  return made !== undefined && outs.every(({ path }) => made.some((out) => out.path === path));
}

function isChangedSince({ change, now }: ParamDifference, copy: CopyRecord | null): boolean {
  const text = copy?.paramsBefore[change.file];
  if (text === undefined) return true;
  try {
    const before = paramAt(parseParamValues(text, change.file), change.key);
    if (before === undefined || now === undefined) return before !== now;
    return pythonJson(before) !== pythonJson(now);
  } catch (error) {
    if (error instanceof ManifestFault) return true;
    throw error;
  }
}

function inWords({ change: { file, key, value }, now }: ParamDifference): string {
  return `${file}:${key} ${now === undefined ? 'nothing' : pythonJson(now)} -> ${pythonJson(value)}`;
}
