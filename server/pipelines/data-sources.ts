import { existsSync } from 'node:fs';
import type { StageReport } from '../../schemas/protocol/pipelines.ts';
import type { DataOut } from '../manifests/dvc/data-file.ts';
import { isWithin } from '../manifests/dvc/location.ts';
import type { PipelineProblem, Stage } from '../manifests/dvc/pipeline.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import type { LockedPath } from './lock-file.ts';
import type { ObjectCache } from './object-cache.ts';

/** How the data of a `.dvc` file stand in the workspace. */
export type DataState = 'same' | 'missing' | 'changed' | 'uncached';

/** Data that `.dvc` files name. */
export class DataSources {
  readonly outs: readonly DataOut[];
  readonly #byLocation: ReadonlyMap<string, DataOut>;

  constructor(outs: readonly DataOut[]) {
    this.outs = outs;
    this.#byLocation = new Map(outs.map((out) => [out.location, out]));
  }

  /** Of a copy, which may hold some of them only: as they are, they say nothing. */
  readOnly(): DataSources {
    return new DataSources(this.outs.map((out) => ({ ...out, isImport: true })));
  }

  /** What the location is, or lies in. */
  holding(location: string): DataOut | null {
    for (let at = location; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const found = this.#byLocation.get(at);
      if (found || !at.includes('/')) return found ?? null;
    }
  }

  /** What the stages read, whole or in part. A frozen stage reads nothing. */
  readBy(stages: readonly Stage[]): DataOut[] {
    const found = new Set<DataOut>();
    for (const { deps, params, frozen } of stages)
      for (const { location } of frozen ? [] : [...deps, ...params]) {
        const holding = this.holding(location);
        if (holding) found.add(holding);
        else for (const out of this.outs) if (isWithin(out.location, location)) found.add(out);
      }
    return this.outs.filter((out) => found.has(out));
  }

  /** DVC lets nothing be made twice. */
  tangles(stages: readonly Stage[]): PipelineProblem[] {
    const makers = stages.flatMap((stage) => stage.outs.map(({ location }) => ({ stage, location })));
    return this.outs.flatMap(({ file, line, column, location }) =>
      makers
        .filter((made) => isWithin(made.location, location) || isWithin(location, made.location))
        .map(({ stage, location: made }) => ({
          file,
          line,
          column,
          message:
            made === location
              ? `"${stage.address}" makes ${location} too`
              : `${location} and ${made}, which "${stage.address}" makes, lie one in the other`,
        })),
    );
  }
}

/** The content of the data, as an entry of a lock; null where their `.dvc` file names none. */
export function lockedData({ path, content }: DataOut): LockedPath | null {
  return content && { path, ...content };
}

export async function dataState(out: DataOut, hasher: PathHasher, cache: ObjectCache): Promise<DataState> {
  const locked = lockedData(out);
  if (!existsSync(hasher.absolute(out.location))) return 'missing';
  if (!locked) return 'same';
  const hash = await hasher.hash(out.location, locked.algorithm);
  if (hash?.md5 !== locked.md5) return 'changed';
  return out.cache && !(await cache.hasAll(locked)) ? 'uncached' : 'same';
}

/** What a run would do about the data that the stages read. */
export async function dataReports(
  outs: readonly DataOut[],
  hasher: PathHasher,
  cache: ObjectCache,
): Promise<StageReport[]> {
  const reports = await Promise.all(
    outs.map(async (out): Promise<StageReport | null> => {
      const state = await dataState(out, hasher, cache);
      if (state === 'same' || (state === 'changed' && out.isImport)) return null;
      return { name: out.file, state: 'stale', reasons: [stateReason(out, state)], durationMs: 0 };
    }),
  );
  return reports.flatMap((report) => report ?? []);
}

export function stateReason({ path }: DataOut, state: Exclude<DataState, 'same'>): string {
  if (state === 'missing') return `${path} is missing`;
  return state === 'changed' ? `${path} changed` : `${path} is not in the cache`;
}
