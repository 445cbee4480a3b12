import { join } from 'node:path';
import type { RunnerInfo } from '../../../schemas/protocol/runner.ts';
import type { AuditTrail } from '../../audit/audit-trail.ts';
import { Conversions } from '../../conversion/conversions.ts';
import type { FolderState } from '../../discovery/state-folder.ts';
import type { AbandonedWatch } from '../../executions/abandoned-watch.ts';
import type { ExecutionTable } from '../../executions/execution-table.ts';
import type { Executions } from '../../executions/executions.ts';
import type { LaunchSite } from '../../executions/launch.ts';
import { Terminals } from '../../executions/terminals.ts';
import type { Gates } from '../../gates/gates.ts';
import { ManifestMakers } from '../../manifest-makers/manifest-makers.ts';
import type { SecretTable } from '../../mlflow-api/secrets.ts';
import type { ModelCatalog } from '../../registry/model-catalog.ts';
import { ModelFiles } from '../../registry/model-files.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Scheduler } from '../../schedules/scheduler.ts';
import { StageMakers } from '../../stage-makers/stage-makers.ts';
import type { Sweeps } from '../../sweeps/sweeps.ts';
import type { EmbeddedArtifacts } from '../../tracking/embedded/artifact-files.ts';
import type { EmbeddedTracker } from '../../tracking/embedded/embedded-tracker.ts';
import type { TrackerSet } from '../../tracking/tracker-set.ts';
import type { ChangeBroadcast } from '../change-broadcast.ts';
import type { OutputFeed } from '../output-feed.ts';
import type { AllMethods } from '../session.ts';
import { auditMethods } from './audit.ts';
import { ciMethods } from './ci.ts';
import { conversionMethods } from './conversion.ts';
import { type DeploymentSite, deploymentMethods } from './deployments.ts';
import { executionMethods } from './executions.ts';
import { gateMethods } from './gates.ts';
import { type InteropSite, interopMethods } from './interop.ts';
import { manifestMakerMethods } from './manifest-makers.ts';
import { type PipelineSite, pipelineMethods } from './pipelines.ts';
import { registryMethods } from './registry.ts';
import { runnerMethods } from './runner.ts';
import { scheduleMethods } from './schedules.ts';
import { stageMakerMethods } from './stage-makers.ts';
import { supervisionMethods } from './supervision.ts';
import { sweepMethods } from './sweeps.ts';
import { trackingMethods } from './tracking.ts';

/** What of a runner its methods speak for. */
export interface MethodsSite {
  state: FolderState;
  secrets: SecretTable;
  info: () => RunnerInfo;
  end: (reason: string) => void;
  executions: Executions;
  table: ExecutionTable;
  watch: AbandonedWatch;
  output: OutputFeed;
  launchSite: LaunchSite;
  tracker: EmbeddedTracker;
  artifacts: EmbeddedArtifacts;
  trackers: TrackerSet;
  registry: Registry;
  catalog: ModelCatalog;
  interop: InteropSite;
  pipelines: PipelineSite;
  sweeps: Sweeps;
  gates: Gates;
  audit: AuditTrail;
  deployments: DeploymentSite;
  scheduler: Scheduler;
  broadcast: () => ChangeBroadcast;
}

/** All that a runner can be asked, feature by feature. */
export function allMethods(site: MethodsSite): AllMethods {
  const { state, secrets, executions, table, tracker, artifacts, trackers, interop, pipelines } = site;
  const { folder } = state;
  const terminals = new Terminals(join(state.dir, 'terminals'), {
    open: (secret, { executionId, runId }) => secrets.add(secret, { executionId, preparedRunId: runId }),
    expect: (secret, patienceMs) => secrets.expect(secret, patienceMs),
  });
  return {
    ...runnerMethods(site.state, site.info, executions, site.end),
    ...supervisionMethods(executions),
    ...trackingMethods(trackers, site.broadcast),
    ...interopMethods(interop),
    ...pipelineMethods(pipelines),
    ...registryMethods({ ...site, folder }),
    ...ciMethods(folder),
    ...scheduleMethods(site.scheduler, () => interop.configured.load()),
    ...stageMakerMethods(new StageMakers({ folder, tracker, artifacts, table })),
    ...manifestMakerMethods(new ManifestMakers(folder, trackers)),
    ...gateMethods(site.gates, interop.operations),
    ...auditMethods(site.audit),
    ...deploymentMethods(site.deployments),
    ...conversionMethods(
      new Conversions({
        ...site,
        folder,
        files: new ModelFiles(site.registry, artifacts, tracker),
        loggedModels: tracker.loggedModels,
        audit: site.audit.log,
      }),
      interop.operations,
    ),
    ...sweepMethods({ ...pipelines, sweeps: site.sweeps }),
    ...executionMethods(
      executions,
      table,
      terminals,
      site.watch,
      site.launchSite,
      site.output,
      pipelines.runs,
    ),
  };
}
