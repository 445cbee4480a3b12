import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { UserError } from '../../core/user-error.ts';
import type { ImportSource, Skip, SourceRun } from '../import-source.ts';
import { fingerprintOf, stableRunId } from '../stable-id.ts';
import { sourceBounds, WalkLimit } from '../walk-limit.ts';
import { readDvclive } from './dvclive-folder.ts';
import { type ExperimentContent, readExperiment } from './experiment-content.ts';
import { folderView } from './file-view.ts';
import { type ExperimentRef, GitCommits } from './git-commits.ts';

const liveDepth = 3;

/**
 * The experiments of a DVC project and the DVCLive folders in it. Without a `.dvc` folder only DVCLive folders are
 * looked for (a few levels deep). Throws `UserError` where there is neither.
 */
export async function dvcSource(folder: string, experimentName: string | null): Promise<ImportSource> {
  const root = await realpath(folder);
  const isProject = await isFolder(join(root, '.dvc'));
  const live = await dvcliveFolders(root, new WalkLimit(folder, sourceBounds));
  if (!isProject && live.length === 0)
    throw new UserError(
      'SLW-IMPORT-DVC',
      `${folder} is neither a DVC project (it has no .dvc folder) nor a DVCLive folder (no metrics.json or plots/metrics).`,
    );
  const name = experimentName ?? basename(root);
  return {
    count: async () => null,
    close: async () => undefined,
    async *runs({ skip, signal }) {
      if (isProject) yield* experimentRuns(root, name, skip, signal);
      for (const path of live) {
        signal.throwIfAborted();
        const run = await liveRun(root, path, name, skip);
        if (run) yield run;
      }
    },
  };
}

/** Throws `UserError` where the limit is reached before it is known. */
export async function isDvcFolder(folder: string, limit: WalkLimit): Promise<boolean> {
  return (await isFolder(join(folder, '.dvc'))) || (await dvcliveFolders(folder, limit)).length > 0;
}

async function* experimentRuns(
  root: string,
  experimentName: string,
  skip: Skip,
  signal: AbortSignal,
): AsyncIterable<SourceRun> {
  const git = new GitCommits(root, signal);
  let found: ExperimentRef[];
  let prefix: string;
  try {
    prefix = await git.prefix();
    found = await git.experiments();
  } catch (error) {
    signal.throwIfAborted();
    skip(
      root,
      `its experiments cannot be read from git: ${error instanceof Error ? error.message.trim() : error}`,
    );
    return;
  }
  for (const experiment of found) {
    signal.throwIfAborted();
    const origin = `${root}#${experiment.name}`;
    try {
      const view = git.view(experiment.commit, prefix);
      const content = await readExperiment({ view, root, time: experiment.time, origin, skip });
      yield {
        ...described(content, { origin, experimentName, runName: experiment.name }),
        runId: stableRunId(`dvc:${root}#${experiment.baseline}/${experiment.name}`),
        fingerprint: fingerprintOf([experiment.commit, content]),
        startTime: firstTime(content, experiment.time),
        endTime: experiment.time,
        tags: { [runTags.commit]: experiment.baseline, 'dvc.exp.commit': experiment.commit },
      };
    } catch (error) {
      signal.throwIfAborted();
      skip(origin, error instanceof Error ? error.message : String(error));
    }
  }
}

async function liveRun(
  root: string,
  path: string,
  experimentName: string,
  skip: Skip,
): Promise<SourceRun | null> {
  const origin = join(root, path);
  try {
    const folder = await stat(origin);
    const changed = (await stat(join(origin, 'metrics.json')).catch(() => folder)).mtimeMs;
    // It stays when more is logged, so that points without times of their own are known again.
    const time = Math.round(folder.birthtimeMs || folder.mtimeMs);
    const content = await readDvclive(folderView(root), path, { fallbackTime: time, origin, skip });
    if (!content) return null;
    return {
      ...described(content, { origin, experimentName, runName: path || basename(root) }),
      runId: stableRunId(`dvclive:${origin}`),
      fingerprint: fingerprintOf(content),
      startTime: firstTime(content, time),
      endTime: Math.round(changed),
      tags: {},
    };
  } catch (error) {
    skip(origin, error instanceof Error ? error.message : String(error));
    return null;
  }
}

function described(
  content: ExperimentContent,
  names: { origin: string; experimentName: string; runName: string },
) {
  return {
    origin: names.origin,
    experiment: { name: names.experimentName, lifecycleStage: 'active' as const, tags: {} },
    runName: names.runName,
    status: 'FINISHED' as const,
    lifecycleStage: 'active' as const,
    userId: '',
    params: content.params,
    inputs: [],
    metrics: () => [content.points],
    async *artifacts() {},
  };
}

function firstTime({ points }: ExperimentContent, fallback: number): number {
  return points.reduce((first, { timestamp }) => Math.min(first, timestamp), fallback);
}

/** Below the root and a few levels deep; empty for the root itself. */
async function dvcliveFolders(root: string, limit: WalkLimit, folder = '', depth = 0): Promise<string[]> {
  const path = join(root, folder);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  limit.saw(entries.length);
  const isLive =
    (await isFolder(join(path, 'plots', 'metrics'))) ||
    (entries.some(({ name }) => name === 'metrics.json') &&
      entries.some(({ name }) => /^(params\.yaml|plots|report\.\w+)$/.test(name)) &&
      !entries.some(({ name }) => name === 'dvc.yaml' || name === '.dvc'));
  if (isLive) return [folder];
  if (depth >= liveDepth) return [];
  const below: string[] = [];
  for (const entry of entries) {
    if (
      !entry.isDirectory() ||
      entry.name.startsWith('.') ||
      /^(node_modules|site-packages|venv)$/.test(entry.name)
    )
      continue;
    below.push(
      ...(await dvcliveFolders(
        root,
        limit,
        folder === '' ? entry.name : `${folder}/${entry.name}`,
        depth + 1,
      )),
    );
  }
  return below;
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => null))?.isDirectory() ?? false;
}
