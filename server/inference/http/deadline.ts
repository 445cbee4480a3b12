import { type InferRequest, longestTimeoutMs } from '../../oip/infer-request.ts';
import { describe, InvalidRequest } from '../../oip/invalid-request.ts';

/** How Envoy tells who is behind it when it will wait no longer, and with it Istio and KServe. */
const header = 'x-envoy-expected-rq-timeout-ms';

/**
 * The request with the earlier of its own timeout and that of its header.
 * @param headerOf by its lower-case name
 * @throws InvalidRequest where the header is no whole number of milliseconds
 */
export function withDeadline(
  request: InferRequest,
  headerOf: (name: string) => string | undefined,
): InferRequest {
  const value = headerOf(header);
  // 0 is Envoy's word for no limit.
  if (value === undefined || value === '0') return request;
  if (!/^\d{1,10}$/.test(value))
    throw new InvalidRequest(
      `Expected ${header} as a whole number of milliseconds, found ${describe(value)}.`,
    );
  const timeoutMs = Math.min(Number(value), longestTimeoutMs);
  return { ...request, timeoutMs: Math.min(request.timeoutMs ?? timeoutMs, timeoutMs) };
}
