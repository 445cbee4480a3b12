import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PipelineView } from '../../schemas/protocol/pipelines.ts';
import type { ReaderMethod } from '../../schemas/protocol/reader.ts';
import { protocolVersion, type RunnerInfo } from '../../schemas/protocol/runner.ts';
import { UserError } from '../core/user-error.ts';
import { serverVersion } from '../core/version.ts';
import { ExecutionTable } from '../executions/execution-table.ts';
import { readOutput } from '../jobs/output-log.ts';
import { readDvcSettings } from '../pipelines/dvc-settings.ts';
import { unjudgedView } from '../pipelines/pipeline-view.ts';
import { pipelineRoot, surveyPipelines } from '../pipelines/pipeline-workspace.ts';
import type { Answers } from '../rpc/answers.ts';
import { trackingReads } from '../rpc/tracking-reads.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { EmbeddedArtifacts } from '../tracking/embedded/artifact-files.ts';
import { EmbeddedTracker } from '../tracking/embedded/embedded-tracker.ts';
import { TrackerSet } from '../tracking/tracker-set.ts';

/** A view asks for 256 KiB at a time. */
const maxOutputBytes = 1 << 20;

/**
 * The runs of a folder that may have come with a clone, from a private copy of its store. Its `slipway.yaml` is not
 * read: a tracker that it names would be a server that a stranger chose.
 */
export class Reader {
  readonly #folder: string;
  readonly #store: Store;
  readonly #table: ExecutionTable;
  readonly #trackers: TrackerSet;

  /** @throws UserError the store's own, where it is not one of ours or cannot be read */
  constructor(folder: string) {
    this.#folder = folder;
    this.#store = openStore({ folder, access: 'read' });
    const tracker = new EmbeddedTracker(this.#store);
    const artifacts = new EmbeddedArtifacts(this.#store.layout.artifacts, tracker);
    // Recipes are not read here: no seal needs to fit.
    this.#table = new ExecutionTable(this.#store, randomBytes(16).toString('hex'));
    this.#trackers = new TrackerSet([{ tracker, artifacts }]);
  }

  answers(): Answers<ReaderMethod> {
    return {
      ...trackingReads(this.#trackers),
      'runner/info': async () => ({
        ...this.#info(),
        uptimeMs: Math.round(process.uptime() * 1000),
        rssBytes: process.memoryUsage.rss(),
        live: 0,
      }),
      'metrics/subscribe': async () => ({ subscription: 'copy' }),
      'metrics/unsubscribe': async () => null,
      // What a copy calls live may have ended long ago, and nothing here would hear of its end.
      'executions/list': async ({ state }) => ({
        executions: state === 'live' ? [] : this.#table.list('all'),
      }),
      'executions/get': async ({ runId }) => ({ execution: this.#table.latestOfRun(runId) }),
      'executions/readOutput': async ({ executionId, offset, maxBytes }) => {
        const file = this.#table.get(executionId)?.outputFile;
        if (!file) return { text: '', nextOffset: offset, ended: true };
        refuseLinks(file);
        return { ...(await readOutput(file, offset, Math.min(maxBytes, maxOutputBytes))), ended: true };
      },
      'pipelines/view': async () => this.#pipelines(),
    };
  }

  /** Removes the copy. */
  close(): void {
    this.#store.close();
  }

  /** Not judged, for to hash what a stranger's deps name could take for ever; git would execute what its config names. */
  #pipelines(): PipelineView {
    const settings = readDvcSettings(pipelineRoot(this.#folder), this.#folder);
    return unjudgedView(surveyPipelines(this.#folder, { settings: { ...settings, usesGit: false } }));
  }

  #info(): RunnerInfo {
    return {
      serverVersion,
      protocolVersion,
      pid: process.pid,
      folder: this.#folder,
      trackingUri: '',
      readOnly: this.#store.readOnly,
    };
  }
}

/** @throws UserError `SLW-STORE-FOREIGN` where a link would lead out of the folder, or a pipe would be waited for */
function refuseLinks(outputFile: string): void {
  for (const [path, kind] of [
    [dirname(outputFile), 'isDirectory'],
    [outputFile, 'isFile'],
  ] as const) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found && !found[kind]()) throw foreignOutput(path);
  }
}

function foreignOutput(path: string): UserError {
  return new UserError(
    'SLW-STORE-FOREIGN',
    `The output of this run is not read: ${path} was not made by this program.`,
    'Look at the .slipway folder before you trust it: it may have come with a clone.',
  );
}
