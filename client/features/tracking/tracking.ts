import * as vscode from 'vscode';
import type { Run } from '../../../schemas/protocol/tracking.ts';
import { ClientError } from '../../host/errors.ts';
import type { Host } from '../../host/host.ts';
import type { RunRef } from '../../host/run-ref.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';

const storageKey = 'slipway.trackers';

/** What the parts of this feature share: the host, and the tracker that each folder looks at. */
export class Tracking implements vscode.Disposable {
  readonly host: Host;
  readonly #trackerChanged = new vscode.EventEmitter<{ folder: string }>();

  /** The folder's views read from another tracker from now on. */
  readonly onDidChangeTracker = this.#trackerChanged.event;

  constructor(host: Host) {
    this.host = host;
  }

  /** Name of the tracker that was chosen for a folder; empty for what its slipway.yaml says. */
  trackerOf(folder: string): string {
    // A server that an untrusted slipway.yaml names is not asked.
    if (!vscode.workspace.isTrusted) return '';
    return this.#chosen()[folder] ?? '';
  }

  async chooseTracker(folder: string, tracker: string): Promise<void> {
    await this.host.context.workspaceState.update(storageKey, { ...this.#chosen(), [folder]: tracker });
    this.#trackerChanged.fire({ folder });
  }

  /** @throws ClientError `SLW-CLIENT-FOLDER-GONE` where the run's folder has left the workspace. */
  runnerOf(ref: Pick<RunRef, 'folder'>): RunnerConnection {
    return this.host.runners.expect(ref.folder);
  }

  /** @throws ClientError `SLW-CLIENT-RUN-GONE` where its tracker no longer has it. */
  async readRun(ref: RunRef): Promise<Run> {
    const { tracker, runId } = ref;
    const { runs } = await this.runnerOf(ref).request('runs/get', { tracker, ids: [runId] });
    const [run] = runs;
    if (run) return run;
    throw new ClientError(
      'SLW-CLIENT-RUN-GONE',
      vscode.l10n.t('The run {0} is no longer there.', runId),
      vscode.l10n.t('Refresh the view (Slipway: Refresh Runs).'),
    );
  }

  notStartedHere(): ClientError {
    return new ClientError(
      'SLW-CLIENT-NO-RECIPE',
      vscode.l10n.t('This run was not started by Slipway, so it does not know how to start it again.'),
    );
  }

  dispose(): void {
    this.#trackerChanged.dispose();
  }

  #chosen(): Record<string, string> {
    return this.host.context.workspaceState.get<Record<string, string>>(storageKey, {});
  }
}
