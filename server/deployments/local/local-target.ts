import type { RevisionMeasurement } from '../../../schemas/protocol/inference.ts';
import { UserError } from '../../core/user-error.ts';
import type { LocalPlace } from '../../manifests/workspace/workspace-manifest.ts';
import type { Observation } from '../rollout/events.ts';
import { readyWithinMs } from '../rollout/plan.ts';
import { leaseMs, type Target } from '../target.ts';
import { signatureFault } from './check-signature.ts';
import type { ControlLink } from './control-link.ts';
import type { InferenceServer } from './inference-server.ts';
import type { ServedRevision } from './served-revision.ts';
import { goesBack } from './slo-rule.ts';

const defaultWarmUps = 10;
const defaultRtol = 1e-4;
/** Of `measure`: set when a revision's share of the traffic changes. */
const stepMark = 'step';

export interface LocalTargetParts {
  server: InferenceServer;
  /** What slipway.yaml says now. */
  declared: () => Pick<LocalPlace, 'devices' | 'replicas' | 'memoryBytes' | 'scaleToZeroMs'>;
  /** Rejects where the revision's files are gone. */
  revision: (number: number) => Promise<ServedRevision>;
}

/** A stable port of this machine, served by a process of its own. */
export class LocalTarget implements Target {
  readonly #parts: LocalTargetParts;
  /** What has the traffic now, to see when it changes. */
  #step = '';
  /** What the live revision did while it last had traffic beside another. */
  #stableBefore: RevisionMeasurement | null = null;
  /** Milliseconds that the last change of the pointer took within the server. */
  lastSwitchMs: number | null = null;

  constructor(parts: LocalTargetParts) {
    this.#parts = parts;
  }

  async load(number: number): Promise<{ warm: boolean }> {
    const link = await this.#link();
    if (await isLoaded(link, number)) return { warm: true };
    const { model, version, path, mlserver, manifest } = await this.#parts.revision(number);
    const name = String(number);
    const source = { model, version, revision: name, path, ...(mlserver && { mlserver }) };
    const loaded = await link.order({ order: 'load', ...source, ...this.#limits(manifest) });
    const fault = signatureFault(manifest, loaded);
    if (fault === null) return { warm: false };
    await link.order({ order: 'unload', model, revision: name });
    throw new UserError('SLW-SIGNATURE', `The signature is another one: ${fault}.`);
  }

  async warm(number: number): Promise<{ inconclusive: string | null }> {
    const { model, manifest, warmUp } = await this.#parts.revision(number);
    const { warmup } = manifest.deploy ?? {};
    const link = await this.#link();
    const { refused } = await link.order({
      order: 'warm',
      model,
      revision: String(number),
      bodies: await warmUp(),
      shapes: Object.fromEntries(
        (manifest.signature?.inputs ?? []).flatMap(({ name, shape }) => (shape ? [[name, shape]] : [])),
      ),
      requests: warmup?.requests ?? defaultWarmUps,
      rejectNan: warmup?.reject_nan ?? true,
    });
    return {
      inconclusive:
        refused &&
        `it was not warmed up: there is no data to do that with (deploy.warmup.from, with the columns of each input under signature.inputs; sizes that are fixed stand in their shape there), and zeros, which were sent instead, it refused: ${refused}`,
    };
  }

  async shadow(number: number, sample: number): Promise<void> {
    const { model, manifest } = await this.#parts.revision(number);
    const link = await this.#link();
    await this.#beginStep(link, `shadow ${number} ${sample}`);
    await link.order({
      order: 'shadow',
      model,
      revision: String(number),
      sample,
      rtol: manifest.deploy?.shadow?.rtol ?? defaultRtol,
      leaseMs,
    });
  }

  async canary(number: number, weight: number): Promise<void> {
    const { model, manifest } = await this.#parts.revision(number);
    const link = await this.#link();
    await this.#beginStep(link, `canary ${number} ${weight}`);
    await link.order({
      order: 'share',
      model,
      revision: String(number),
      weight,
      leaseMs,
      sticky: headerOf(manifest.deploy?.canary?.sticky),
    });
  }

  async stable(): Promise<void> {
    this.#step = '';
    this.#stableBefore = null;
    await (await this.#parts.server.find())?.order({ order: 'endSharing' });
  }

  async replay(number: number, requests: number): Promise<void> {
    const { model } = await this.#parts.revision(number);
    const link = await this.#link();
    await link.order({ order: 'replay', model, revision: String(number), requests });
  }

  async promote(number: number | null): Promise<null> {
    if (number === null) {
      await (await this.#parts.server.find())?.order({ order: 'goOffline' });
      return null;
    }
    await this.load(number);
    const { model } = await this.#parts.revision(number);
    const link = await this.#link();
    const { switchMs } = await link.order({ order: 'makeLive', model, revision: String(number) });
    this.lastSwitchMs = switchMs;
    return null;
  }

  async keep(numbers: readonly number[]): Promise<void> {
    const link = await this.#parts.server.find();
    if (!link) return;
    if (numbers.length === 0) return this.#parts.server.end();
    await link.order({ order: 'keep', revisions: numbers.map(String) });
  }

  async observe(number: number): Promise<Observation> {
    const link = await this.#link();
    const measured = await link.order({ order: 'measure', mark: stepMark, renew: false });
    const status = await link.order({ order: 'status' });
    const candidate = measured.find(({ revision }) => Number(revision) === number);
    if (!candidate) throw new Error(`revision ${number} is not loaded`);
    const live = status.find((revision) => revision.live);
    const stable = measured.find(({ revision }) => revision === live?.revision) ?? null;
    const { manifest } = await this.#parts.revision(number);
    return {
      requests: candidate.requests,
      ...goesBack(manifest, candidate, stable?.requests ? stable : this.#stableBefore),
      compared: candidate.compared,
      agreed: candidate.agreed,
    };
  }

  async serving(): Promise<number | null> {
    const link = await this.#parts.server.find();
    const live = (await link?.order({ order: 'status' }))?.find((revision) => revision.live);
    return live ? Number(live.revision) : null;
  }

  #limits({ deploy }: ServedRevision['manifest']) {
    const { devices, replicas, memoryBytes, scaleToZeroMs } = this.#parts.declared();
    // Where the manifest says so, it stays in memory to be gone back to.
    const sleepsWhenKept = deploy?.rollback?.keep_loaded === undefined;
    return {
      devices: [...devices],
      replicas,
      loadMs: readyWithinMs(deploy),
      ...(memoryBytes !== null && { maxMemoryBytes: memoryBytes }),
      ...(scaleToZeroMs !== null && { idleMs: scaleToZeroMs, sleepsWhenKept }),
    };
  }

  #link(): Promise<ControlLink> {
    return this.#parts.server.ensure();
  }

  /** What was seen before does not count in a new step; a lease that is renewed is none. */
  async #beginStep(link: ControlLink, step: string): Promise<void> {
    if (this.#step === step) return;
    const measured = await link.order({ order: 'measure', mark: stepMark, renew: true });
    const live = (await link.order({ order: 'status' })).find((revision) => revision.live);
    const stable = measured.find(({ revision }) => revision === live?.revision);
    if (stable?.requests) this.#stableBefore = stable;
    this.#step = step;
  }
}

async function isLoaded(link: ControlLink, number: number): Promise<boolean> {
  const loaded = await link.order({ order: 'status' });
  return loaded.some(({ revision }) => Number(revision) === number);
}

/** `header:x-user-id` is the only form that the manifest's schema takes. */
function headerOf(sticky: string | undefined): string | null {
  return sticky?.replace(/^header:/, '') ?? null;
}
