import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { TrackerCredentials } from './trackers/tracker-credentials.ts';
import { watchTrackers } from './trackers/watch-trackers.ts';

/** Runs that come from elsewhere and go elsewhere: import, push, remote trackers' credentials, and cleaning up. */
export const interopFeature: Feature = (host) => {
  const credentials = new TrackerCredentials(host);
  return vscode.Disposable.from(
    watchTrackers(host, credentials),
    registerCommands(host, {
      'slipway.importRuns': async () => (await import('./import/import-runs.ts')).importRuns(host),
      'slipway.pushRuns': async (...args) => (await import('./push-runs.ts')).pushRuns(host, args),
      'slipway.setTrackerCredentials': async (tracker) =>
        (await import('./trackers/set-credentials.ts')).setCredentials(host, credentials, tracker),
      'slipway.cleanUpRuns': async () => (await import('./clean-up-runs.ts')).cleanUpRuns(host),
    }),
  );
};
