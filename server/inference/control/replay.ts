import type { InferRequest } from '../../oip/infer-request.ts';
import { statusOf } from '../http/reply.ts';
import type { Revision } from '../models/revision.ts';

/** Sends requests to a revision that others have asked, in turn, one after the other. Returns how many. */
export async function replay(
  revision: Revision,
  recent: readonly InferRequest[],
  requests: number,
): Promise<number> {
  if (recent.length === 0) return 0;
  for (let count = 0; count < requests; count++) {
    const request = recent[count % recent.length] as InferRequest;
    const startedAt = performance.now();
    const status = await revision.infer({ ...request, timeoutMs: null }).then(() => 200, statusOf);
    revision.metrics.request(status, (performance.now() - startedAt) / 1000);
    revision.metrics.replayed++;
  }
  return requests;
}
