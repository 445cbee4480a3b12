import { isAbsolute } from 'node:path';
import type { InteropRequests } from '../../../schemas/protocol/interop.ts';
import type { RunColumn } from '../../../schemas/protocol/tracking.ts';
import { UserError } from '../../core/user-error.ts';
import { exportTable } from '../../exporters/export-runs.ts';
import { pushRuns } from '../../exporters/push-runs.ts';
import { metricsTable, runsTable } from '../../exporters/run-tables.ts';
import { type GcSite, planGc, runGc } from '../../housekeeping/gc.ts';
import { importRuns } from '../../importers/import-runs.ts';
import { detectSource, openSource } from '../../importers/open-source.ts';
import type { ArtifactFiles } from '../../tracking/artifact-store.ts';
import type { ConfiguredTrackers } from '../../tracking/configured-trackers.ts';
import { RemoteArtifacts } from '../../tracking/remote/remote-artifacts.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { TrackerEntry, TrackerSet } from '../../tracking/tracker-set.ts';
import type { Operations } from '../operations.ts';
import type { MethodsOf } from '../session.ts';

export interface InteropSite {
  operations: Operations;
  trackers: TrackerSet;
  configured: ConfiguredTrackers;
  local: TrackerEntry & { artifacts: ArtifactFiles };
  cacheFolder: string;
  gc: GcSite;
}

export function interopMethods(site: InteropSite): MethodsOf<InteropRequests> {
  const { operations, trackers, configured, local, cacheFolder, gc } = site;
  return {
    'import/detect': async ({ location }) => ({ request: await detectSource(location) }),
    'import/start': async ({ request }) => {
      const source = await openSource(request, cacheFolder);
      const operation = operations.start('import', async ({ signal, report }) => {
        try {
          const summary = await importRuns(source, local, {
            signal,
            onProgress: ({ done, total, current }) => report(done, total, current),
          });
          return { kind: 'import', summary };
        } finally {
          await source.close();
        }
      });
      return { operation };
    },
    'push/start': async ({ tracker: name, runIds }) => {
      const tracker = configured.remote(name);
      const artifacts = new RemoteArtifacts(tracker.client, cacheFolder);
      const operation = operations.start('push', async ({ signal, report }) => {
        const summary = await pushRuns({
          local,
          remote: { tracker, artifacts },
          runIds: runIds ?? (await activeRuns(local.tracker)),
          signal,
          onProgress: ({ done, total, current }) => report(done, total, current),
        });
        return { kind: 'push', summary };
      });
      return { operation };
    },
    'export/start': async ({ tracker: name, runIds, what, format, columns, file }) => {
      if (!isAbsolute(file))
        throw new UserError(
          'SLW-EXPORT-FILE',
          `${file} is no absolute path.`,
          'Name the file with its folder.',
        );
      const { tracker } = trackers.get(name ?? '');
      const operation = operations.start('export', async ({ signal, report }) => {
        const onProgress = (done: number) => report(done, runIds.length, file);
        const request = { tracker, runIds, signal, onProgress };
        const table =
          what === 'metrics'
            ? metricsTable(request, columns)
            : runsTable(request, columns.length ? columns : await allColumns(tracker));
        return { kind: 'export', summary: await exportTable(table, format, file, signal) };
      });
      return { operation };
    },
    'gc/plan': async (policy) => planGc(gc, policy),
    'gc/start': async (policy) => ({
      operation: operations.start('gc', async ({ signal, report }) => ({
        kind: 'gc',
        summary: await runGc(gc, policy, { signal, onProgress: report }),
      })),
    }),
    'operations/list': async () => ({ operations: operations.list() }),
    'operations/result': ({ operation }) => operations.result(operation),
    'operations/cancel': async ({ operation }) => {
      operations.cancel(operation);
      return null;
    },
    'credentials/set': async ({ tracker, token }) => {
      configured.setToken(tracker, token);
      return null;
    },
    'credentials/wanted': async () => {
      // A program asks right after it has written the file.
      await configured.load();
      return { trackers: configured.wanted() };
    },
  };
}

function activeRuns(tracker: Tracker): Promise<string[]> {
  return tracker.queryRunIds({ experimentIds: [], filter: '', orderBy: [], view: 'ACTIVE_ONLY' });
}

async function allColumns(tracker: Tracker): Promise<RunColumn[]> {
  const { params, metrics, tags } = await tracker.runColumns([]);
  return [
    ...params.map((key) => `params.${key}`),
    ...metrics.map((key) => `metrics.${key}`),
    ...tags.map((key) => `tags.${key}`),
  ];
}
