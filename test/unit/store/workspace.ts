import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type OpenStoreRequest, openStore } from '../../../server/store/open-store.ts';
import type { Store } from '../../../server/store/store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that is closed when the test ends. */
export function openForTest(folder: string, access: OpenStoreRequest['access'] = 'write'): Store {
  const store = openStore({ folder, access });
  onTestFinished(() => store.close());
  return store;
}

export function trackerForTest(now?: () => number): { tracker: EmbeddedTracker; store: Store } {
  const store = openForTest(temporaryFolder());
  return { store, tracker: new EmbeddedTracker(store, now) };
}

/** A run in experiment 0; returns its id. */
export async function startRun(
  tracker: EmbeddedTracker,
  runName = 'a-run',
  startTime = 1000,
): Promise<string> {
  const run = await tracker.createRun({
    runId: null,
    experimentId: '0',
    startTime,
    userId: 'ann',
    runName,
    tags: {},
  });
  return run.info.runId;
}
