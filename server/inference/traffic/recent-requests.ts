import type { InferRequest } from '../../oip/infer-request.ts';

const mostRequests = 256;
const mostBytes = 8 * 2 ** 20;

/** The last requests that were answered, to be replayed to a revision that saw too few of its own. */
export class RecentRequests {
  readonly #requests: { request: InferRequest; bytes: number }[] = [];
  #bytes = 0;

  add(request: InferRequest): void {
    const bytes = request.inputs.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (bytes > mostBytes) return;
    this.#requests.push({ request, bytes });
    this.#bytes += bytes;
    while (this.#requests.length > mostRequests || this.#bytes > mostBytes)
      this.#bytes -= this.#requests.shift()?.bytes ?? 0;
  }

  /** The oldest first. */
  list(): InferRequest[] {
    return this.#requests.map(({ request }) => request);
  }
}
