import { join } from 'node:path';
import type { NotificationName, Notifications } from '../../schemas/protocol/rpc.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Candidates } from '../candidates/candidates.ts';
import { BenchmarkInstrument } from '../deployments/local/benchmark-instrument.ts';
import { logError } from '../discovery/daemon-log.ts';
import { programFolder } from '../discovery/installation.ts';
import type { FolderState } from '../discovery/state-folder.ts';
import { ContractInstrument } from '../gates/contract-instrument.ts';
import type { EvaluationSite } from '../gates/evaluation.ts';
import type { Gates } from '../gates/gates.ts';
import { ModelCatalog } from '../registry/model-catalog.ts';
import { ModelFiles } from '../registry/model-files.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import type { EmbeddedArtifacts } from '../tracking/embedded/artifact-files.ts';
import type { EmbeddedTracker } from '../tracking/embedded/embedded-tracker.ts';
import { composeDeployments } from './deployments.ts';
import { composeGates } from './gates.ts';

export interface ReleaseParts {
  state: FolderState;
  store: Store;
  log: AuditLog;
  registry: Registry;
  tracker: EmbeddedTracker;
  artifacts: EmbeddedArtifacts;
  evaluation: Omit<EvaluationSite, 'stateDir'>;
  tell: <N extends NotificationName>(name: N, params: Notifications[N]) => void;
}

export interface ReleaseSite {
  audit: AuditTrail;
  catalog: ModelCatalog;
  gates: Gates;
  deployments: ReturnType<typeof composeDeployments>;
}

/** From registered versions to what is live, of one folder, composed. */
export function composeReleases({
  state,
  store,
  log,
  registry,
  tracker,
  artifacts,
  evaluation,
  tell,
}: ReleaseParts): ReleaseSite {
  const audit = new AuditTrail(state.folder, log, () => deployments.targets.anchors());
  log.onAppend(() => tell('audit/appended', {}));
  audit.anchorReleases((error) => logError('anchor of the audit log', error));
  const candidates = new Candidates({
    folder: state.folder,
    artifactRoot: store.layout.artifacts,
    registry,
    tracker,
  });
  const catalog = new ModelCatalog({
    registry,
    tracker,
    loggedModels: tracker.loggedModels,
    files: new ModelFiles(registry, artifacts, tracker),
  });
  const programs = programFolder();
  const gates = composeGates({
    store,
    registry,
    candidates,
    audit: log,
    evaluation: { stateDir: state.dir, ...evaluation },
    instruments: [
      new BenchmarkInstrument({ stateDir: state.dir, program: join(programs, 'inference.cjs') }),
      new ContractInstrument(state.folder),
    ],
    tell: (change) => tell('gates/changed', change),
  });
  const deployments = composeDeployments({
    state,
    programs,
    store,
    registry,
    catalog,
    candidates,
    gates,
    audit: log,
    tell,
  });
  return { audit, catalog, gates, deployments };
}
