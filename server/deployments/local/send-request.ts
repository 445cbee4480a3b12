const patienceMs = 60_000;

/**
 * Sends an infer request to a target of this machine, as any client would.
 * @param body JSON of the Open Inference Protocol
 */
export async function sendRequest(
  url: string,
  model: string,
  body: string,
): Promise<{ status: number; body: string; durationMs: number }> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/v2/models/${encodeURIComponent(model)}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(patienceMs),
  });
  const answer = await response.text();
  return { status: response.status, body: answer, durationMs: performance.now() - startedAt };
}
