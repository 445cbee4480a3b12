import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { NotificationName, Notifications } from '../../schemas/protocol/rpc.ts';
import { anchorTrailer } from '../audit/anchor-trailer.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { localActor } from '../audit/local-actor.ts';
import type { Candidates } from '../candidates/candidates.ts';
import { systemClock } from '../core/clock.ts';
import { Approvals } from '../deployments/approvals/approvals.ts';
import { remoteUrl } from '../deployments/approvals/remote-url.ts';
import { RequestTable } from '../deployments/approvals/request-table.ts';
import { readSigners } from '../deployments/approvals/signer-list.ts';
import { SshSignatures } from '../deployments/approvals/ssh-signatures.ts';
import { gitopsPlace } from '../deployments/gitops/gitops-place.ts';
import { localPlace } from '../deployments/local/local-place.ts';
import { mlserverPlan } from '../deployments/local/mlserver-plan.ts';
import type { ServedRevision } from '../deployments/local/served-revision.ts';
import { warmUpBodies } from '../deployments/local/warm-up-bodies.ts';
import { PinnedModels } from '../deployments/pinned-models.ts';
import { ReleaseOrders } from '../deployments/release-orders.ts';
import { type GateKeeper, Releases } from '../deployments/releases.ts';
import { TargetSet } from '../deployments/target-set.ts';
import { type RevisionRecord, TargetTable } from '../deployments/target-table.ts';
import { logError } from '../discovery/daemon-log.ts';
import { type FolderState, socketPath } from '../discovery/state-folder.ts';
import { parseModelManifest } from '../manifests/model/parse-model-manifest.ts';
import type { LocalPlace } from '../manifests/workspace/workspace-manifest.ts';
import type { ModelCatalog } from '../registry/model-catalog.ts';
import type { AliasMover, Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import { TrackingError } from '../tracking/tracker.ts';
import type { DeploymentSite } from './methods/deployments.ts';

export interface DeploymentParts {
  state: FolderState;
  /** Where the inference server's program lies. */
  programs: string;
  store: Store;
  registry: Registry;
  catalog: ModelCatalog;
  candidates: Candidates;
  gates: GateKeeper;
  audit: AuditLog;
  tell: <N extends NotificationName>(name: N, params: Notifications[N]) => void;
}

/** Targets, revisions and releases of one folder, composed. */
export function composeDeployments(parts: DeploymentParts): Omit<DeploymentSite, 'operations' | 'reload'> {
  const { state, programs, store, audit, registry, candidates, gates, catalog, tell } = parts;
  const table = new TargetTable(store);
  const approvals = new Approvals({
    requests: new RequestTable(store),
    signatures: new SshSignatures(join(state.dir, 'signatures')),
    readSigners: (rules) =>
      readSigners(rules, state.folder, state.dir, (remote) => remoteUrl(state.folder, remote)),
    audit,
    now: Date.now,
    onChange: (target) => tell('deployments/changed', { target }),
  });
  const pinned = new PinnedModels(join(state.dir, 'models'));
  const targets = new TargetSet({
    table,
    audit,
    clock: systemClock,
    policy: { actor: localActor(), channel: 'policy' },
    moveAlias: (revision, before) => moveAlias(registry, revision, before),
    openPlace: (name, declared, owner) => {
      const place = declared();
      const key = createHash('sha256').update(name).digest('hex').slice(0, 12);
      const dir = join(state.dir, 'targets', key);
      if (place.kind === 'gitops')
        return gitopsPlace(place, {
          name,
          dir,
          folder: state.folder,
          actor: localActor(),
          revision: (number) => table.revision(name, number),
          trailers: () => {
            const head = audit.head();
            return head === null ? [] : [anchorTrailer(state.folder, head)];
          },
          ...owner,
        });
      return localPlace(
        () => {
          const now = declared();
          return now.kind === 'local' ? withinFolder(now, state.folder) : place;
        },
        {
          name,
          dir,
          socket: socketPath(dir, `${state.key}-${key}`),
          program: join(programs, 'inference.cjs'),
        },
        {
          revision: (number) => servedRevision(parts, table.revision(name, number), pinned, dir),
          onError: (what, error) => logError(`${name}: ${what}`, error),
        },
      );
    },
    onChange: (target) => tell('deployments/changed', { target }),
    onEnd: (result) => tell('deployments/ended', result),
    requests: (target) => approvals.views(target),
    onError: logError,
  });
  const releases = new Releases({
    targets,
    table,
    candidates,
    gates,
    pinned,
    approvals,
    audit,
    compare: (left, right) => catalog.compare(left, right),
  });
  return { targets, releases, approvals, orders: new ReleaseOrders(table) };
}

/** Paths of slipway.yaml are taken from its folder. */
function withinFolder({ tls, tokenFile, ...place }: LocalPlace, folder: string): LocalPlace {
  return {
    ...place,
    tls: tls && { cert: resolve(folder, tls.cert), key: resolve(folder, tls.key) },
    tokenFile: tokenFile === null ? null : resolve(folder, tokenFile),
  };
}

async function servedRevision(
  { state }: DeploymentParts,
  record: RevisionRecord | null,
  pinned: PinnedModels,
  dir: string,
): Promise<ServedRevision> {
  if (!record) throw new Error('the revision is not in the store');
  const { target, number, serving } = record;
  const { value } = parseModelManifest(record.manifest);
  if (!value) throw new Error(`the manifest of revision ${number} of ${target} cannot be read any more`);
  const source = value.deploy?.warmup?.from;
  const data =
    source === undefined ? undefined : value.data?.[source as keyof NonNullable<typeof value.data>];
  const path = pinned.artifact(record.digests.model, value.artifact);
  return {
    number,
    model: record.model,
    version: record.version,
    path,
    mlserver: serving && mlserverPlan(serving, path, value, join(dir, 'mlserver')),
    manifest: value,
    warmUp: () =>
      warmUpBodies(value, data === undefined ? null : join(state.folder, record.manifestPath, '..', data)),
  };
}

/** Follows what is live. Where nothing is any more, an alias that still stands for what was is taken away. */
async function moveAlias(
  registry: Registry,
  revision: RevisionRecord | null,
  before: RevisionRecord | null,
): Promise<void> {
  const aliasOf = ({ manifest }: RevisionRecord) => parseModelManifest(manifest).value?.deploy?.alias;
  if (revision) {
    const alias = aliasOf(revision);
    if (alias !== undefined)
      await registry.setAlias(revision.model, alias, revision.version, follows(revision));
    return;
  }
  const alias = before ? aliasOf(before) : undefined;
  if (!before || alias === undefined) return;
  try {
    const { version } = await registry.getVersionByAlias(before.model, alias);
    if (version === before.version) await registry.deleteAlias(before.model, alias, follows(null));
  } catch (error) {
    // A person has taken the alias, or the model, away already.
    if (!(error instanceof TrackingError)) throw error;
  }
}

function follows(revision: RevisionRecord | null): AliasMover {
  const what = revision === null ? 'nothing is' : `revision ${revision.number} of ${revision.target} is`;
  return { channel: 'policy', why: `${what} live` };
}
