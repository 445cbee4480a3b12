import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMlflowApi, mlflowPatience, mlflowServerOptions } from '../../server/mlflow-api/api.ts';
import type { Patience } from '../../server/mlflow-api/route.ts';
import { type RequestContext, SecretTable } from '../../server/mlflow-api/secrets.ts';
import { EmbeddedRegistry } from '../../server/registry/embedded/embedded-registry.ts';
import { openStore } from '../../server/store/open-store.ts';
import { EmbeddedArtifacts } from '../../server/tracking/embedded/artifact-files.ts';
import { EmbeddedTracker } from '../../server/tracking/embedded/embedded-tracker.ts';

export interface SlipwayApi {
  port: number;
  /** Of the workspace. */
  trackingUri: string;
  folder: string;
  tracker: EmbeddedTracker;
  artifacts: EmbeddedArtifacts;
  /** What nobody foresaw; a test that ends with any has found a bug. */
  unexpected: unknown[];
  /** A tracking URI of its own for an execution, with the run that is prepared for it. */
  prepareExecution(
    executionId: string,
    experimentId: string,
  ): Promise<{ trackingUri: string; runId: string }>;
  addSecret(secret: string, context: RequestContext): void;
  close(options?: { keepFolder: boolean }): Promise<void>;
}

/** The API over an embedded store in a new folder (or in one that an earlier call made), as the runner composes it. */
export async function startSlipwayApi(
  existing?: string,
  patience: Patience = mlflowPatience,
): Promise<SlipwayApi> {
  const folder = existing ?? (await mkdtemp(join(tmpdir(), 'slipway-api-')));
  const store = openStore({ folder, access: 'write' });
  const tracker = new EmbeddedTracker(store);
  const artifacts = new EmbeddedArtifacts(store.layout.artifacts, tracker);
  await artifacts.sweep();
  const secrets = new SecretTable();
  const unexpected: unknown[] = [];
  const server = createServer(
    mlflowServerOptions,
    createMlflowApi({
      tracker,
      registry: new EmbeddedRegistry(store),
      loggedModels: tracker.loggedModels,
      artifacts,
      adoption: tracker,
      patience,
      resolveSecret: (segment) => secrets.resolve(segment),
      onUnexpectedError: (error) => unexpected.push(error),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const uriOf = (context: RequestContext) => {
    const secret = randomBytes(16).toString('hex');
    secrets.add(secret, context);
    return `http://127.0.0.1:${port}/${secret}`;
  };
  return {
    port,
    trackingUri: uriOf('workspace'),
    folder,
    tracker,
    artifacts,
    unexpected,
    addSecret: (secret, context) => secrets.add(secret, context),
    async prepareExecution(executionId, experimentId) {
      const run = await tracker.createRun({
        runId: null,
        experimentId,
        startTime: Date.now(),
        userId: 'prepared',
        runName: 'train.py',
        tags: { 'slipway.execution': executionId },
      });
      const { runId } = run.info;
      return { trackingUri: uriOf({ executionId, preparedRunId: runId }), runId };
    },
    async close({ keepFolder } = { keepFolder: existing !== undefined }) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
      if (!keepFolder) await rm(folder, { recursive: true, force: true });
    },
  };
}
