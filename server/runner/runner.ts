import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Execution } from '../../schemas/protocol/executions.ts';
import type { NotificationName, Notifications } from '../../schemas/protocol/rpc.ts';
import { protocolVersion, type RunnerInfo, type RunnerNotice } from '../../schemas/protocol/runner.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { redactSecrets } from '../core/secrets.ts';
import { serverVersion } from '../core/version.ts';
import { logError } from '../discovery/daemon-log.ts';
import { programFolder } from '../discovery/installation.ts';
import { writePrivateJson } from '../discovery/private-file.ts';
import { loadIdentity, type RunnerIdentity } from '../discovery/runner-files.ts';
import type { FolderState } from '../discovery/state-folder.ts';
import { AbandonedWatch } from '../executions/abandoned-watch.ts';
import { ExecutionTable } from '../executions/execution-table.ts';
import type { Executions } from '../executions/executions.ts';
import type { LaunchSite } from '../executions/launch.ts';
import { openPortOrAnother } from '../http/open-port.ts';
import { createMlflowApi, mlflowPatience, mlflowServerOptions } from '../mlflow-api/api.ts';
import type { Services } from '../mlflow-api/route.ts';
import { SecretTable } from '../mlflow-api/secrets.ts';
import { HashPool } from '../pipelines/hashing/hash-pool.ts';
import { keepWhatIsLive } from '../registry/keep-what-is-live.ts';
import { observedRegistry } from '../registry/observed-registry.ts';
import type { Registry } from '../registry/registry.ts';
import type { Scheduler } from '../schedules/scheduler.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { Sweeps } from '../sweeps/sweeps.ts';
import { EmbeddedArtifacts } from '../tracking/embedded/artifact-files.ts';
import { EmbeddedTracker } from '../tracking/embedded/embedded-tracker.ts';
import { TrackerSet } from '../tracking/tracker-set.ts';
import { auditedRegistry } from './audited-registry.ts';
import { ChangeBroadcast } from './change-broadcast.ts';
import { composeExecutions } from './executions.ts';
import { IdleWatch } from './idle-watch.ts';
import { composeInterop } from './interop.ts';
import { allMethods } from './methods/all.ts';
import type { InteropSite } from './methods/interop.ts';
import type { PipelineSite } from './methods/pipelines.ts';
import { OutputFeed } from './output-feed.ts';
import { composePipelines } from './pipelines.ts';
import { publishRunner } from './publish.ts';
import { composeReleases, type ReleaseSite } from './releases.ts';
import { composeSchedules } from './schedules.ts';
import type { AllMethods } from './session.ts';
import { SocketServer } from './socket-server.ts';

/** Everything of one workspace folder, composed; the process's `main.ts` gives it its life. */
export class Runner {
  readonly #state: FolderState;
  readonly #identity: RunnerIdentity;
  readonly #store: Store;
  readonly #secrets = new SecretTable();
  readonly #tracker: EmbeddedTracker;
  readonly #artifacts: EmbeddedArtifacts;
  readonly #table: ExecutionTable;
  readonly #executions: Executions;
  readonly #watch: AbandonedWatch;
  readonly #output: OutputFeed;
  readonly #registry: Registry;
  readonly #trackers: TrackerSet;
  readonly #interop: InteropSite;
  readonly #launchSite: LaunchSite;
  readonly #pipelineSite: PipelineSite;
  readonly #sweeps: Sweeps;
  readonly #releases: ReleaseSite;
  readonly #recoverPipelines: () => Promise<void>;
  readonly #scheduler: Scheduler;
  readonly #sockets: SocketServer;
  readonly #broadcast: ChangeBroadcast;
  readonly #idle: IdleWatch;
  readonly #notices: RunnerNotice[];
  #http: Server | null = null;
  #end: (reason: string) => void = () => {};

  /** Serves when this resolves. Rejects with the store's own `UserError` where the folder cannot be used. */
  static async open(state: FolderState): Promise<Runner> {
    const store = openStore({ folder: state.folder, access: 'write' });
    try {
      const runner = new Runner(state, loadIdentity(state), store);
      await runner.#serve();
      return runner;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  private constructor(state: FolderState, identity: RunnerIdentity, store: Store) {
    this.#state = state;
    this.#identity = identity;
    this.#store = store;
    this.#notices = [...store.notices];
    this.#secrets.add(identity.secret, 'workspace');
    this.#tracker = new EmbeddedTracker(store);
    this.#artifacts = new EmbeddedArtifacts(store.layout.artifacts, this.#tracker);
    this.#table = new ExecutionTable(store, identity.token);
    this.#output = new OutputFeed(this.#table);
    this.#executions = composeExecutions({
      state,
      store,
      tracker: this.#tracker,
      artifacts: this.#artifacts,
      table: this.#table,
      secrets: this.#secrets,
      onChange: (execution) => void this.#executionChanged(execution),
    });
    this.#watch = new AbandonedWatch(this.#executions);
    const log = new AuditLog(store);
    const kept = keepWhatIsLive(auditedRegistry(store, log), (ref) =>
      this.#releases.deployments.targets.isLive(ref),
    );
    this.#registry = observedRegistry(kept, () => this.#tellAll('registry/changed', {}));
    this.#trackers = new TrackerSet([{ tracker: this.#tracker, artifacts: this.#artifacts }]);
    this.#interop = composeInterop({
      folder: state.folder,
      store,
      trackers: this.#trackers,
      tracker: this.#tracker,
      artifacts: this.#artifacts,
      registry: this.#registry,
      loggedModels: this.#tracker.loggedModels,
      executions: this.#table,
      copies: {
        folder: join(state.folder, '.slipway', 'copies'),
        list: () => this.#pipelineSite.runs.collectable(),
        remove: (id) => this.#pipelineSite.runs.collect(id),
      },
      onChange: (name, change) => this.#broadcast.push(name, change),
      onManifest: (manifest) => {
        this.#scheduler.load(manifest);
        this.#releases.deployments.targets.load(manifest);
        this.#releases.deployments.approvals.load(manifest.approvalRules);
      },
      isWatched: () => [...this.#sockets.sessions].some(({ clientKind }) => clientKind === 'editor'),
      notify: (name, params) => this.#tellAll(name, params),
    });
    const pool = new HashPool(join(programFolder(), 'hasher.cjs'));
    this.#launchSite = {
      folder: state.folder,
      outputRoot: store.layout.executions,
      trackingUri: (secret) => this.#trackingUri(secret),
      redact: redactSecrets,
    };
    const { site, sweeps, evaluation, recover } = composePipelines({
      state,
      store,
      pool,
      tracker: this.#tracker,
      artifacts: this.#artifacts,
      table: this.#table,
      executions: this.#executions,
      launchSite: this.#launchSite,
      operations: this.#interop.operations,
    });
    this.#pipelineSite = site;
    this.#sweeps = sweeps;
    this.#releases = composeReleases({
      state,
      store,
      log,
      registry: this.#registry,
      tracker: this.#tracker,
      artifacts: this.#artifacts,
      evaluation,
      tell: (name, params) => this.#tellAll(name, params),
    });
    this.#recoverPipelines = recover;
    this.#scheduler = composeSchedules({
      state,
      store,
      pipelineSite: this.#pipelineSite,
      pool,
      onChange: () => this.#tellAll('schedules/changed', {}),
    });
    this.#sockets = new SocketServer(
      identity.token,
      () => this.#info(),
      () => this.#notices,
      this.#methods(),
      () => this.#idle.touch(),
    );
    this.#broadcast = new ChangeBroadcast(this.#sockets.sessions);
    this.#tracker.onChange((change) => this.#broadcast.push(this.#tracker.name, change));
    this.#idle = new IdleWatch(
      () =>
        this.#sockets.sessions.size > 0 ||
        this.#executions.liveCount > 0 ||
        this.#interop.operations.running > 0 ||
        this.#releases.deployments.targets.isBusy ||
        this.#scheduler.armedCount > 0,
      () => this.#end('idle'),
    );
  }

  onEnd(end: (reason: string) => void): void {
    this.#end = end;
  }

  /** Running work goes on under its supervisors. Who sees its connection close may count on the store being free. */
  async close(): Promise<void> {
    this.#idle.dispose();
    this.#watch.dispose();
    this.#executions.dispose();
    this.#scheduler.dispose();
    this.#releases.deployments.targets.close();
    this.#interop.operations.dispose();
    this.#pipelineSite.live.dispose();
    this.#pipelineSite.pipelines.dispose();
    this.#interop.configured.dispose();
    rmSync(this.#state.runnerFile, { force: true });
    this.#http?.closeAllConnections();
    this.#http?.close();
    this.#store.close();
    await this.#sockets.close();
  }

  async #serve(): Promise<void> {
    await this.#artifacts.sweep();
    // Before the door opens: a training that outlived the last runner must find its tracking URI.
    await this.#executions.recover();
    await this.#recoverPipelines();
    const api = createMlflowApi({
      ...this.#services(),
      resolveSecret: (segment) => {
        this.#idle.touch();
        return this.#secrets.resolve(segment);
      },
      onUnexpectedError: (error) => logError('tracking API', error),
    });
    const { server, port } = await openPortOrAnother(
      createServer(mlflowServerOptions, api),
      this.#identity.port,
    );
    this.#http = server;
    if (port !== this.#identity.port) {
      if (this.#identity.port !== 0) this.#notices.push(portTaken(this.#identity.port, port));
      this.#identity.port = port;
      writePrivateJson(this.#state.identityFile, this.#identity);
    }
    await this.#sockets.listen(this.#state.socket);
    await this.#interop.configured.start();
    publishRunner(this.#state, this.#identity);
    void this.#releases.deployments.targets.recover();
  }

  #services(): Services {
    return {
      tracker: this.#tracker,
      adoption: this.#tracker,
      artifacts: this.#artifacts,
      registry: this.#registry,
      loggedModels: this.#tracker.loggedModels,
      patience: mlflowPatience,
    };
  }

  #methods(): AllMethods {
    return allMethods({
      state: this.#state,
      secrets: this.#secrets,
      info: () => this.#info(),
      end: (reason) => this.#end(reason),
      executions: this.#executions,
      table: this.#table,
      watch: this.#watch,
      output: this.#output,
      launchSite: this.#launchSite,
      tracker: this.#tracker,
      artifacts: this.#artifacts,
      trackers: this.#trackers,
      registry: this.#registry,
      interop: this.#interop,
      pipelines: this.#pipelineSite,
      sweeps: this.#sweeps,
      ...this.#releases,
      deployments: {
        ...this.#releases.deployments,
        operations: this.#interop.operations,
        reload: () => this.#interop.configured.load(),
      },
      scheduler: this.#scheduler,
      broadcast: () => this.#broadcast,
    });
  }

  #tellAll<N extends NotificationName>(name: N, params: Notifications[N]): void {
    for (const session of this.#sockets.sessions) session.notify(name, params);
  }

  async #executionChanged(execution: Execution): Promise<void> {
    if (execution.state === 'ended') await this.#output.finish(execution.executionId);
    this.#tellAll('executions/changed', { execution });
    this.#idle.touch();
  }

  #info(): RunnerInfo {
    return {
      serverVersion,
      protocolVersion,
      pid: process.pid,
      folder: this.#state.folder,
      trackingUri: this.#trackingUri(this.#identity.secret),
      readOnly: this.#store.readOnly,
    };
  }

  #trackingUri(secret: string): string {
    return `http://127.0.0.1:${this.#identity.port}/${secret}`;
  }
}

function portTaken(wanted: number, found: number): RunnerNotice {
  return {
    severity: 'warning',
    code: 'SLW-PORT-TAKEN',
    message: `Port ${wanted}, where this workspace’s tracking server was, is taken by another program; it is at port ${found} now. A training that was started before cannot log to it any more.`,
  };
}
