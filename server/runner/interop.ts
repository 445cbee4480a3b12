import type { Notifications } from '../../schemas/protocol/rpc.ts';
import type { ExecutionTable } from '../executions/execution-table.ts';
import type { GcCopies, GcSite } from '../housekeeping/gc.ts';
import type { WorkspaceManifest } from '../manifests/workspace/workspace-manifest.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import { ConfiguredTrackers } from '../tracking/configured-trackers.ts';
import type { EmbeddedArtifacts } from '../tracking/embedded/artifact-files.ts';
import type { EmbeddedTracker } from '../tracking/embedded/embedded-tracker.ts';
import type { LoggedModels } from '../tracking/logged-models.ts';
import { type TrackingChange, TrackingError } from '../tracking/tracker.ts';
import type { TrackerSet } from '../tracking/tracker-set.ts';
import type { InteropSite } from './methods/interop.ts';
import { Operations } from './operations.ts';

export interface InteropParts {
  folder: string;
  store: Store;
  trackers: TrackerSet;
  tracker: EmbeddedTracker;
  artifacts: EmbeddedArtifacts;
  registry: Registry;
  loggedModels: LoggedModels;
  executions: ExecutionTable;
  copies: GcCopies;
  onChange: (tracker: string, change: TrackingChange) => void;
  onManifest: (manifest: WorkspaceManifest) => void;
  /** Whether an editor is connected. */
  isWatched: () => boolean;
  notify: <N extends keyof Notifications>(name: N, params: Notifications[N]) => void;
}

/** Remote trackers, import, push, export and garbage collection of one folder, composed. */
export function composeInterop(parts: InteropParts): InteropSite {
  const { store, trackers, tracker, artifacts, notify, onChange } = parts;
  const { layout } = store;
  return {
    operations: new Operations(notify),
    trackers,
    configured: new ConfiguredTrackers({
      folder: parts.folder,
      cacheFolder: layout.cache,
      trackers,
      onChange,
      onManifest: parts.onManifest,
      isWatched: parts.isWatched,
      onTrackers: () => {
        notify('trackers/changed', {});
        onChange(trackers.current, { experiments: true, runs: new Set(), points: new Map() });
      },
      onProblems: () => notify('trackers/changed', {}),
      onState: () => notify('trackers/changed', {}),
    }),
    local: { tracker, artifacts },
    cacheFolder: layout.cache,
    gc: gcSite(parts),
  };
}

function gcSite({ store, tracker, registry, loggedModels, executions, copies }: InteropParts): GcSite {
  return {
    layout: store.layout,
    tracker,
    registered: () => registeredSources(registry),
    executions: () => executions.list('all'),
    hasLoggedModel: (modelId) =>
      loggedModels.get(modelId, 'all').then(
        () => true,
        (error: unknown) => {
          if (error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST') return false;
          throw error;
        },
      ),
    copies,
    now: Date.now,
  };
}

async function registeredSources(registry: Registry): Promise<Set<string>> {
  const ids = new Set<string>();
  let pageToken: string | null = null;
  do {
    const page = await registry.searchVersions({ filter: '', orderBy: [], maxResults: 1_000, pageToken });
    for (const { runId, modelId } of page.items) ids.add(runId).add(modelId);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return ids;
}
