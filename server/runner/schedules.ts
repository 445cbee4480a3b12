import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { arrivedVariable, scheduleTags } from '../../schemas/protocol/schedules.ts';
import { systemClock } from '../core/clock.ts';
import { UserError } from '../core/user-error.ts';
import { logError } from '../discovery/daemon-log.ts';
import type { FolderState } from '../discovery/state-folder.ts';
import { parseParamChange } from '../manifests/dvc/param-change.ts';
import type { HashPool } from '../pipelines/hashing/hash-pool.ts';
import { FolderWatch } from '../pipelines/live/folder-watch.ts';
import { Arrivals } from '../schedules/arrivals.ts';
import { Consents } from '../schedules/consents.ts';
import { ContentChanges } from '../schedules/content-changes.ts';
import { FiringTable } from '../schedules/firing-table.ts';
import { stageNames } from '../schedules/schedule-plan.ts';
import { SchedulePlans } from '../schedules/schedule-plans.ts';
import { type FiringOrder, Scheduler } from '../schedules/scheduler.ts';
import type { TriggerWatch, WatchPaths, WatchTrigger } from '../schedules/trigger-watch.ts';
import { networkDisk } from '../store/network-disk.ts';
import type { Store } from '../store/store.ts';
import { type PipelineSite, startPipeline } from './methods/pipelines.ts';

export interface ScheduleParts {
  state: FolderState;
  store: Store;
  pipelineSite: PipelineSite;
  pool: HashPool;
  onChange: () => void;
}

/** The schedules of one folder, composed. */
export function composeSchedules(parts: ScheduleParts): Scheduler {
  const { state, store, pipelineSite, onChange } = parts;
  const table = new FiringTable(store);
  return new Scheduler({
    folder: state.folder,
    table,
    consents: new Consents(join(state.dir, 'schedules.json')),
    clock: systemClock,
    plans: new SchedulePlans(state.folder, (declaration) => {
      const { workspace, stages } = pipelineSite.pipelines.graph(
        stageNames(declaration),
        declaration.reach,
        declaration.set.map(parseParamChange),
      );
      return { root: workspace.root, stages };
    }),
    run: (order) => runFiring(order, parts),
    watch: watchWith(parts, table),
    onChange,
    onError: logError,
  });
}

function runFiring(
  { declaration, firing, context, admit }: FiringOrder,
  { state, pipelineSite }: ScheduleParts,
) {
  const { name, reach, jobs, keepGoing, set } = declaration;
  const list = firing.files.length > 0 ? writeArrived(firing.files, firing.id, state) : null;
  const begun = startPipeline(
    pipelineSite,
    {
      ...context,
      cwd: state.folder,
      env: { ...context.env, ...(list !== null && { [arrivedVariable]: list }) },
      runName: name,
      tags: {
        ...context.tags,
        [scheduleTags.schedule]: name,
        [scheduleTags.cause]: firing.cause,
        ...(firing.files.length > 0 && { [scheduleTags.files]: String(firing.files.length) }),
      },
      stages: stageNames(declaration),
      reach,
      force: false,
      jobs,
      keepGoing,
      set,
    },
    admit,
  );
  const removeList = () => {
    if (list !== null) rmSync(list, { force: true });
  };
  begun.ended.then(removeList, removeList);
  return begun;
}

/** One absolute path a line, for the commands of the run. Returns the list's own path. */
function writeArrived(files: string[], firingId: number, { dir, folder }: FolderState): string {
  const odd = files.find((file) => /[\r\n]/.test(file));
  if (odd !== undefined)
    throw new UserError(
      'SLW-SCHEDULE-FILE-NAME',
      `The name of a file that arrived has a line break, so it cannot stand in a list: ${JSON.stringify(odd)}.`,
      'Rename it.',
    );
  const lists = join(dir, 'arrived');
  mkdirSync(lists, { recursive: true, mode: 0o700 });
  const list = join(lists, `${firingId}.txt`);
  writeFileSync(list, files.map((file) => `${join(folder, file)}\n`).join(''), { mode: 0o600 });
  return list;
}

function watchWith({ state, pool, pipelineSite }: ScheduleParts, table: FiringTable): WatchTrigger {
  return (trigger, handlers): TriggerWatch => {
    const { name } = trigger;
    const common = {
      name,
      folder: state.folder,
      table,
      clock: systemClock,
      watchPaths: watchPathsWith(pool),
      onError: (error: unknown) => logError(`schedule ${name}`, error),
    };
    if (trigger.kind === 'arrives') return new Arrivals({ ...common, ...trigger }, handlers);
    const hash = async (path: string) => {
      const { root } = pipelineSite.pipelines.graph([], 'upstream').workspace;
      return (
        (await pipelineSite.pipelines.hasherOf(root).hash(relative(root, path).split('\\').join('/')))?.md5 ??
        '-'
      );
    };
    return new ContentChanges({ ...common, ...trigger, hash }, handlers);
  };
}

function watchPathsWith(pool: HashPool): WatchPaths {
  return (paths, onChange) => {
    const watch = new FolderWatch({
      foldersBelow: async (path) => (await pool.ask({ kind: 'folders', path })).paths,
      onChange: (changed) => {
        if (paths.some((path) => isWithin(changed, path) || isWithin(path, changed))) onChange();
      },
      mustPoll: (folder) => networkDisk(folder) !== null,
    });
    return { ready: watch.follow(paths, []), close: () => watch.close() };
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
