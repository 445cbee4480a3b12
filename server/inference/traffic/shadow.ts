import type { InferRequest } from '../../oip/infer-request.ts';
import type { TensorBytes } from '../../oip/tensor.ts';
import type { Revision } from '../models/revision.ts';
import { agree } from './compare-outputs.ts';
import { TrafficSplit } from './traffic-split.ts';

/** Copies that wait for the shadowed revision; one more is dropped, for live requests come first. */
const longestQueue = 32;

/** Copies of live requests for a revision whose answers nobody gets. */
export class Shadow {
  readonly revision: Revision;
  readonly #split: TrafficSplit;
  readonly #rtol: number;
  #waiting = 0;

  /** @param sample share of the requests that is copied, 0 to 1 */
  constructor(revision: Revision, sample: number, rtol: number) {
    this.revision = revision;
    this.#split = new TrafficSplit(sample * 100);
    this.#rtol = rtol;
  }

  /** Called when the live revision has answered. */
  offer(request: InferRequest, live: Revision, outputs: readonly TensorBytes[]): void {
    if (!this.#split.takes(null)) return;
    const { metrics } = this.revision;
    if (this.#waiting >= longestQueue) {
      metrics.shadow.dropped++;
      return;
    }
    this.#waiting++;
    const specsOf = (revision: Revision) =>
      request.outputs
        .map(({ index }) => revision.loaded.signature.outputs[index])
        .filter((spec) => spec !== undefined);
    this.revision
      .infer({ ...request, timeoutMs: null })
      .then(
        (inferred) =>
          agree(
            { specs: specsOf(live), tensors: outputs },
            { specs: specsOf(this.revision), tensors: inferred.outputs },
            this.#rtol,
          ),
        // One that it cannot answer is one that it answers otherwise.
        () => false,
      )
      .then((agreed) => {
        this.#waiting--;
        metrics.shadow.compared++;
        if (agreed) metrics.shadow.agreed++;
      });
  }
}
