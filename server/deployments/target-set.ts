import type { TargetView } from '../../schemas/protocol/deployments.ts';
import { UserError } from '../core/user-error.ts';
import { parseModelManifest } from '../manifests/model/parse-model-manifest.ts';
import type { LocalPlace, TargetDeclaration } from '../manifests/workspace/workspace-manifest.ts';
import { DeployedTarget, type DeployedTargetParts } from './deployed-target.ts';
import type { Place } from './place.ts';
import type { TargetTable } from './target-table.ts';
import { targetView } from './target-view.ts';
import { TrafficFeed } from './traffic-feed.ts';

export interface TargetSetParts extends Omit<DeployedTargetParts, 'name' | 'target' | 'onChange'> {
  table: TargetTable;
  openPlace: (declaration: Pick<TargetDeclaration, 'name' | 'place'>) => Place;
  onChange: (target: string) => void;
}

export interface OpenTarget {
  name: string;
  deployed: DeployedTarget;
  place: Place;
  feed: TrafficFeed;
}

/** Where something that is live is started again after this, and ever later where that does not help. */
const backOffMs = [0, 1_000, 5_000, 30_000];
/** Whatever lives that long is well again. */
const wellMs = 60_000;

/** What slipway.yaml declares no more, but still serves. */
const undeclared: LocalPlace = {
  kind: 'local',
  port: 0,
  device: 'auto',
  memoryBytes: null,
  scaleToZeroMs: null,
};

/** The targets of a workspace: those that slipway.yaml declares, and those that still serve. */
export class TargetSet {
  readonly #parts: TargetSetParts;
  readonly #open = new Map<string, OpenTarget>();
  #declared: readonly TargetDeclaration[] = [];

  constructor(parts: TargetSetParts) {
    this.#parts = parts;
  }

  /** What slipway.yaml says now. */
  load(declared: readonly TargetDeclaration[]): void {
    const before = JSON.stringify(this.#declared);
    this.#declared = declared;
    if (JSON.stringify(declared) === before) return;
    for (const { name } of declared) this.#parts.onChange(name);
  }

  /** Puts in order what the last runner left, target by target. */
  async recover(): Promise<void> {
    for (const name of this.#parts.table.names()) {
      const { live, rollout } = this.#parts.table.state(name);
      if (live === null && rollout === null) continue;
      const { deployed } = this.#target(name);
      await deployed
        .recover('the runner stopped')
        .catch((error: unknown) => this.#parts.onError(`recovering ${name}`, error));
      this.#parts.onChange(name);
    }
  }

  /** Whether the runner must stay: something serves, or is about to. */
  get isBusy(): boolean {
    return [...this.#open.values()].some(
      ({ deployed }) => deployed.state.live !== null || deployed.state.rollout,
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

  declaration(name: string): TargetDeclaration | null {
    return this.#declared.find((target) => target.name === name) ?? null;
  }

  views(): TargetView[] {
    const served = this.#parts.table.names().filter((name) => this.#parts.table.state(name).live !== null);
    const names = new Set([...this.#declared.map(({ name }) => name), ...served]);
    return [...names].map((name) => this.view(name));
  }

  view(name: string): TargetView {
    const { deployed, place } = this.#target(name);
    const records = this.#parts.table.revisions(name);
    return targetView(name, this.declaration(name), place, deployed.state, records);
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
    for (const { deployed, place, feed } of this.#open.values()) {
      feed.close();
      deployed.close();
      place.close();
    }
  }

  #target(name: string): OpenTarget {
    const known = this.#open.get(name);
    if (known) return known;
    const { openPlace, table, clock, onError, onChange } = this.#parts;
    const place = openPlace({ name, place: this.declaration(name)?.place ?? undeclared });
    const deployed = new DeployedTarget({
      ...this.#parts,
      name,
      target: place.target,
      onChange: () => onChange(name),
      onError: (what, error) => onError(`${name}: ${what}`, error),
    });
    const allowedErrors = () => {
      const { live } = deployed.state;
      const record = live === null ? null : table.revision(name, live);
      return record ? (parseModelManifest(record.manifest).value?.slo?.error_rate ?? null) : null;
    };
    const feed = new TrafficFeed({ target: name, place, clock, allowedErrors, onError });
    const opened = { name, deployed, place, feed };
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
