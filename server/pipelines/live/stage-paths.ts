import { dirname, isAbsolute, join } from 'node:path';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { withFoldersAbove } from './folders-above.ts';

/** Which stages read or write what, by absolute path. */
export class StagePaths {
  readonly #at = new Map<string, Set<string>>();
  readonly #below = new Map<string, Set<string>>();
  readonly #outs = new Map<string, Set<string>>();

  constructor(root: string, stages: readonly Stage[]) {
    for (const { address, deps, outs, params } of stages)
      for (const { location } of [...deps, ...outs, ...params]) {
        const path = isAbsolute(location) ? location : join(root, location);
        add(this.#at, path, address);
        for (const folder of withFoldersAbove(dirname(path))) add(this.#below, folder, address);
      }
    for (const { address, outs } of stages)
      for (const { location } of outs)
        add(this.#outs, isAbsolute(location) ? location : join(root, location), address);
  }

  /** Every dep, out and params file. */
  get paths(): Iterable<string> {
    return this.#at.keys();
  }

  /** Stages with a path that is the one given, holds it, or lies in it. */
  touchedBy(path: string): Set<string> {
    const found = new Set(this.#below.get(path));
    for (const known of withFoldersAbove(path)) for (const name of this.#at.get(known) ?? []) found.add(name);
    return found;
  }

  /** Stages of whose outs the path is part. */
  makersOf(path: string): Set<string> {
    const found = new Set<string>();
    for (const known of withFoldersAbove(path))
      for (const name of this.#outs.get(known) ?? []) found.add(name);
    return found;
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
