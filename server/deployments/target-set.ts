import type { RequestView, TargetView } from '../../schemas/protocol/deployments.ts';
import type { NumberedAlert } from '../../schemas/protocol/inference.ts';
import type { AuditAnchor } from '../audit/verify-chain.ts';
import { UserError } from '../core/user-error.ts';
import { parseModelManifest } from '../manifests/model/parse-model-manifest.ts';
import type {
  LocalPlace,
  RefusedTarget,
  TargetDeclaration,
  WorkspaceManifest,
} from '../manifests/workspace/workspace-manifest.ts';
import { DeployedTarget, type DeployedTargetParts } from './deployed-target.ts';
import { FollowUp } from './follow-up.ts';
import type { PointerChange } from './gitops/release-message.ts';
import type { Place } from './place.ts';
import type { TargetTable } from './target-table.ts';
import { targetView } from './target-view.ts';
import { TrafficFeed } from './traffic-feed.ts';

/** What a place may ask of its target. */
export interface PlaceOwner {
  live: () => number | null;
  change: () => PointerChange;
}

export interface TargetSetParts
  extends Omit<DeployedTargetParts, 'name' | 'target' | 'following' | 'onChange'> {
  table: TargetTable;
  /** `declared`: what slipway.yaml says of its place now, or said last; always of one kind. */
  openPlace: (name: string, declared: () => DeclaredPlace, owner: PlaceOwner) => Place;
  /** What waits for approval at a target. */
  requests: (target: string) => RequestView[];
  onChange: (target: string) => void;
}

type DeclaredPlace = TargetDeclaration['place'];

export interface OpenTarget {
  name: string;
  deployed: DeployedTarget;
  place: Place;
  feed: TrafficFeed;
  /** Null where nobody else changes what the target serves. */
  followUp: FollowUp | null;
  /** What slipway.yaml says of the place, or said last. */
  declared: DeclaredPlace;
  /** The last that came. */
  alert: NumberedAlert | null;
}

/** Where something that is live is started again after this, and ever later where that does not help. */
const backOffMs = [0, 1_000, 5_000, 30_000];
/** Whatever lives that long is well again. */
const wellMs = 60_000;
/** So long an alert is shown. */
const alertMs = 3_600_000;

/** What slipway.yaml declares no more, but still serves. */
const undeclared: LocalPlace = {
  kind: 'local',
  port: 0,
  host: '127.0.0.1',
  tls: null,
  tokenFile: null,
  devices: ['auto'],
  replicas: { min: 1, max: 1 },
  memoryBytes: null,
  scaleToZeroMs: null,
};

/** The targets of a workspace: those that slipway.yaml declares, and those that still serve. */
export class TargetSet {
  readonly #parts: TargetSetParts;
  readonly #open = new Map<string, OpenTarget>();
  #declared: readonly TargetDeclaration[] = [];
  #refused: readonly RefusedTarget[] = [];

  constructor(parts: TargetSetParts) {
    this.#parts = parts;
  }

  /** What slipway.yaml says now. */
  load({ targets, refusedTargets }: Pick<WorkspaceManifest, 'targets' | 'refusedTargets'>): void {
    const before = JSON.stringify([this.#declared, this.#refused]);
    const known = [...this.#declared, ...this.#refused];
    this.#declared = targets;
    this.#refused = refusedTargets;
    if (JSON.stringify([targets, refusedTargets]) === before) return;
    for (const opened of [...this.#open.values()]) this.#redeclare(opened);
    const names = [...known, ...targets, ...refusedTargets].map(({ name }) => name);
    for (const name of new Set(names)) this.#parts.onChange(name);
  }

  /** Puts in order what the last runner left, target by target. */
  async recover(): Promise<void> {
    for (const name of this.#parts.table.names()) {
      const { live, rollout } = this.#parts.table.state(name);
      if (live === null && rollout === null) continue;
      const { deployed, followUp, place } = this.#target(name);
      // What is elsewhere may take its time, or be out of reach.
      if (followUp) continue;
      await deployed
        .recover('the runner stopped')
        .catch((error: unknown) => this.#parts.onError(`recovering ${name}`, error));
      place.redeclared();
      this.#parts.onChange(name);
    }
  }

  /** Whether the runner must stay: something serves, or is about to. */
  get isBusy(): boolean {
    return [...this.#open.values()].some(({ deployed: { state }, followUp }) =>
      followUp
        ? state.rollout !== null && state.rollout.phase !== 'submitted'
        : state.live !== null || state.rollout !== null,
    );
  }

  /** Looks at what others may have changed, of one target or of all. What cannot be reached says so in its view. */
  async follow(name: string | null): Promise<void> {
    const names = this.#declared
      .map((target) => target.name)
      .filter((each) => name === null || each === name);
    await Promise.all(names.map((each) => this.get(each).followUp?.now()));
  }

  /** @throws UserError `SLW-TARGET-REFUSED`, `SLW-TARGET-UNKNOWN` */
  forRelease(name: string): OpenTarget {
    const refusal = this.#refusal(name);
    if (refusal === null) return this.get(name);
    throw new UserError(
      'SLW-TARGET-REFUSED',
      `Target ${name} cannot be used as slipway.yaml declares it: ${refusal}.`,
      'slipway lint says where that stands.',
    );
  }

  /** @throws UserError `SLW-TARGET-UNKNOWN` */
  get(name: string): OpenTarget {
    const isKnown = this.#declared.some((target) => target.name === name) || this.#open.has(name);
    if (isKnown) return this.#target(name);
    const known = this.#declared.map((target) => target.name);
    throw new UserError(
      'SLW-TARGET-UNKNOWN',
      `slipway.yaml declares no target ${name}; it has ${known.join(', ') || 'none'}.`,
      'Add it under "targets": live: {kind: local, port: 8085}',
    );
  }

  /** What targets elsewhere keep of the audit log's chain; those that cannot be reached keep nothing that could be compared. */
  async anchors(): Promise<AuditAnchor[]> {
    const kept = this.#declared.map(async ({ name }) => {
      const { follow } = this.#target(name).place;
      return follow === null ? [] : follow.anchors();
    });
    const ended = await Promise.allSettled(kept);
    for (const one of ended)
      if (one.status === 'rejected') this.#parts.onError('reading anchors', one.reason);
    return ended.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  }

  declaration(name: string): TargetDeclaration | null {
    return this.#declared.find((target) => target.name === name) ?? null;
  }

  views(): TargetView[] {
    const served = this.#parts.table.names().filter((name) => this.#parts.table.state(name).live !== null);
    const names = new Set([...this.#declared.map(({ name }) => name), ...served]);
    return [...names].map((name) => this.view(name));
  }

  view(name: string): TargetView {
    const { deployed, place, declared, alert } = this.#target(name);
    const isRecent = alert !== null && this.#parts.clock.now() - alert.at < alertMs;
    return targetView({
      name,
      line: this.declaration(name)?.line ?? null,
      refusal: this.#refusal(name),
      kind: declared.kind,
      place,
      state: deployed.state,
      records: this.#parts.table.revisions(name),
      requests: this.#parts.requests(name),
      alert: isRecent ? { message: alert.message, at: alert.at } : null,
    });
  }

  /** How a revision's manifest names the places of a tensor's last dimension; empty where it does not. */
  columnsOf(name: string, live: number | null): (side: 'inputs' | 'outputs', tensor: string) => string[] {
    const record = live === null ? null : this.#parts.table.revision(name, live);
    const signature = record ? parseModelManifest(record.manifest).value?.signature : undefined;
    return (side, tensor) => signature?.[side].find((declared) => declared.name === tensor)?.columns ?? [];
  }

  /** Whether a version, or any of the model's where it is null, is live somewhere. */
  isLive({ model, version }: { model: string; version: string | null }): boolean {
    return this.#parts.table.names().some((name) => {
      const { live, revisions } = this.#parts.table.state(name);
      const served = revisions.find(({ number }) => number === live);
      return served?.model === model && (version === null || served.version === version);
    });
  }

  close(): void {
    for (const opened of this.#open.values()) this.#close(opened);
  }

  #close({ name, feed, followUp, deployed, place }: OpenTarget): void {
    this.#open.delete(name);
    feed.close();
    followUp?.close();
    deployed.close();
    place.close();
  }

  #refusal(name: string): string | null {
    return this.#refused.find((target) => target.name === name)?.why ?? null;
  }

  /** What serves, or is about to, keeps its place; whatever is not declared any more, or cannot be used, stays as it was. */
  #redeclare(opened: OpenTarget): void {
    const { name, followUp, deployed, declared, place } = opened;
    if (this.#refusal(name) !== null) return;
    const now = this.declaration(name)?.place ?? undeclared;
    if (JSON.stringify(now) === JSON.stringify(declared)) return;
    const { rollout, live } = deployed.state;
    const isHeld = rollout !== null || (live !== null && followUp === null);
    if (!isHeld) this.#close(opened);
    else if (now !== undeclared && now.kind === 'local' && declared.kind === 'local') {
      opened.declared = now;
      place.redeclared();
    }
  }

  #target(name: string): OpenTarget {
    const known = this.#open.get(name);
    if (known) return known;
    const { openPlace, table, clock, audit, policy, onError, onChange } = this.#parts;
    const declared = this.declaration(name)?.place ?? undeclared;
    const place = openPlace(name, () => this.#open.get(name)?.declared ?? declared, {
      live: () => deployed.state.live,
      change: () => deployed.change,
    });
    const deployed: DeployedTarget = new DeployedTarget({
      ...this.#parts,
      name,
      target: place.target,
      following: place.follow,
      onChange: () => onChange(name),
      onError: (what, error) => onError(`${name}: ${what}`, error),
    });
    const allowedErrors = () => {
      const { live } = deployed.state;
      const record = live === null ? null : table.revision(name, live);
      return record ? (parseModelManifest(record.manifest).value?.slo?.error_rate ?? null) : null;
    };
    const feed = new TrafficFeed({ target: name, place, clock, allowedErrors, onError });
    const followUp = place.follow && new FollowUp({ name, deployed, clock, onChange, onError });
    place.onChange(() => onChange(name));
    const opened: OpenTarget = { name, deployed, place, feed, followUp, declared, alert: null };
    place.onAlert((alert) => {
      const { alert: about, message, at } = alert;
      opened.alert = alert;
      audit.append({
        ...policy,
        action: `access.${about}`,
        subject: name,
        from: null,
        to: null,
        why: message,
        details: { about: alert.about, at },
      });
      onChange(name);
    });
    this.#open.set(name, opened);
    this.#reviveWhenLost(opened);
    return opened;
  }

  /** What was live when its server ended by itself serves again. */
  #reviveWhenLost({ name, place, deployed }: OpenTarget): void {
    const { clock, onChange, onError } = this.#parts;
    let losses = 0;
    let lastLossAt = Number.NEGATIVE_INFINITY;
    place.onLost(() => {
      losses = clock.now() - lastLossAt > wellMs ? 0 : losses + 1;
      lastLossAt = clock.now();
      onChange(name);
      clock.after(backOffMs[Math.min(losses, backOffMs.length - 1)] ?? 0, () => {
        deployed
          .recover('its inference server ended')
          .then(() => deployed.settled())
          .catch((error: unknown) => onError(`reviving ${name}`, error))
          .finally(() => onChange(name));
      });
    });
  }
}
