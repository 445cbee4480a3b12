import type { TrackerInfo } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import type { ManifestProblem } from '../manifests/workspace/workspace-manifest.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { Tracker } from './tracker.ts';

export interface TrackerEntry {
  tracker: Tracker;
  artifacts: ArtifactStore;
}

/** The workspace's trackers by name; the first is the embedded one. */
export class TrackerSet {
  readonly #entries: Map<string, TrackerEntry>;
  current: string;
  /** What is wrong in slipway.yaml. */
  problems: ManifestProblem[] = [];

  constructor(entries: TrackerEntry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.tracker.name, entry]));
    this.current = entries[0]?.tracker.name ?? '';
  }

  /** Adds a tracker, or takes the place of the one of its name. */
  put(entry: TrackerEntry): void {
    this.#entries.set(entry.tracker.name, entry);
  }

  remove(name: string): void {
    this.#entries.delete(name);
  }

  /** Empty: the workspace's own choice. */
  get(name: string): TrackerEntry {
    const entry = this.#entries.get(name || this.current);
    if (entry) return entry;
    throw new UserError(
      'SLW-TRACKER-UNKNOWN',
      `There is no tracker "${name}"; this workspace has ${[...this.#entries.keys()].join(', ')}.`,
      'Add it under "trackers" in slipway.yaml.',
    );
  }

  list(): Promise<TrackerInfo[]> {
    return Promise.all([...this.#entries.values()].map(({ tracker }) => tracker.info()));
  }
}
