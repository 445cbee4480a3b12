import type { StagePaths } from '../../manifests/dvc/stage-graph.ts';

/**
 * The stages that read one of these locations, or what such a stage makes, and so on. Not by the graph of the folder, which
 * takes longer than a list of offers may.
 */
export function needing<T extends StagePaths>(made: readonly string[], stages: readonly T[]): Set<T> {
  if (made.length === 0) return new Set();
  const readers = readersOf(stages);
  const found = new Set<T>();
  const open = [...made];
  for (const location of open)
    for (const path of [location, ...foldersAbove(location)]) {
      const known = path === location ? readers.within : readers.whole;
      for (const reader of known.get(path) ?? []) {
        if (found.has(reader)) continue;
        found.add(reader);
        open.push(...reader.outs.map((out) => out.location));
      }
    }
  return found;
}

interface Readers<T> {
  /** Location -> who reads it. */
  whole: Map<string, T[]>;
  /** Location -> who reads it, or something in it. */
  within: Map<string, T[]>;
}

function readersOf<T extends StagePaths>(stages: readonly T[]): Readers<T> {
  const readers: Readers<T> = { whole: new Map(), within: new Map() };
  const add = (to: Map<string, T[]>, location: string, stage: T) => {
    const known = to.get(location);
    if (known) known.push(stage);
    else to.set(location, [stage]);
  };
  for (const stage of stages)
    for (const { location } of [...stage.deps, ...stage.params]) {
      add(readers.whole, location, stage);
      add(readers.within, location, stage);
      for (const above of foldersAbove(location)) add(readers.within, above, stage);
    }
  return readers;
}

function* foldersAbove(location: string): Generator<string> {
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    yield location.slice(0, end);
}
