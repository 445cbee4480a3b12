import type { InferRequest } from '../../oip/infer-request.ts';
import type { TensorBytes } from '../../oip/tensor.ts';
import type { Revision } from '../models/revision.ts';
import type { RecentRequests } from './recent-requests.ts';
import { Shadow } from './shadow.ts';
import { TrafficSplit } from './traffic-split.ts';

interface Lease {
  /** Milliseconds of a clock that only goes forward. */
  endsAt: number;
}

interface Share extends Lease {
  revision: Revision;
  weight: number;
  /** Lower-case name of the header by which requests stay together. */
  sticky: string | null;
  split: TrafficSplit;
}

/** What of the traffic goes elsewhere than to the live revision. Both are leases: who gave them must renew them. */
export class Traffic {
  /** Kept where somebody may ask for a replay. */
  recent: RecentRequests | null = null;
  readonly #now: () => number;
  #share: Share | null = null;
  #shadow: (Lease & { shadow: Shadow; sample: number; rtol: number }) | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The same again renews the lease, and goes on counting. */
  share(revision: Revision, weight: number, sticky: string | null, leaseMs: number): void {
    const endsAt = this.#now() + leaseMs;
    const header = sticky?.toLowerCase() ?? null;
    const before = this.#share;
    if (before?.revision === revision && before.weight === weight && before.sticky === header)
      before.endsAt = endsAt;
    else this.#share = { revision, weight, sticky: header, split: new TrafficSplit(weight), endsAt };
  }

  shadow(revision: Revision, sample: number, rtol: number, leaseMs: number): void {
    const endsAt = this.#now() + leaseMs;
    const before = this.#shadow;
    if (before?.shadow.revision === revision && before.sample === sample && before.rtol === rtol)
      before.endsAt = endsAt;
    else this.#shadow = { shadow: new Shadow(revision, sample, rtol), sample, rtol, endsAt };
  }

  end(): void {
    this.#share = null;
    this.#shadow = null;
  }

  /** The revision that a request goes to, which would be `live` otherwise. */
  choose(live: Revision, header: (name: string) => string | undefined): Revision {
    const share = this.#liveShare();
    if (!share || share.revision.source.model !== live.source.model || !share.revision.isReady) return live;
    const user = share.sticky === null ? undefined : header(share.sticky);
    return share.split.takes(user ?? null) ? share.revision : live;
  }

  /** A request was answered: it may be copied, and replayed one day. */
  answered(request: InferRequest, by: Revision, outputs: readonly TensorBytes[]): void {
    this.recent?.add(request);
    const shadow = this.#shadow;
    if (!shadow || this.#now() > shadow.endsAt || shadow.shadow.revision === by) return;
    shadow.shadow.offer(request, by, outputs);
  }

  /** Per cent of the traffic that the revision gets, the live one what is left. */
  weightOf(revision: Revision, isLive: boolean): number {
    const share = this.#liveShare();
    if (share?.revision === revision) return share.weight;
    return isLive ? 100 - (share?.weight ?? 0) : 0;
  }

  #liveShare(): Share | null {
    if (this.#share && this.#now() > this.#share.endsAt) this.#share = null;
    return this.#share;
  }
}
