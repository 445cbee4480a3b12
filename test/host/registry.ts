/** What became of one test inside the extension host. */
export type HostResult = { name: string; durationMs: number; error?: string };

type HostTest = { name: string; body: () => Promise<void> | void };

const tests: HostTest[] = [];
const timeoutMs = 30_000;

/** Adds a test to those that run inside the extension host, one after another in the order of adding. */
export function test(name: string, body: HostTest['body']): void {
  tests.push({ name, body });
}

/** Runs what was added, each under a time limit of 30 seconds. */
export async function runAll(): Promise<HostResult[]> {
  const results: HostResult[] = [];
  for (const { name, body } of tests) {
    const start = performance.now();
    const error = await limited(body).then(
      () => undefined,
      (failure: unknown) => (failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)),
    );
    const durationMs = Math.round(performance.now() - start);
    results.push({ name, durationMs, ...(error === undefined ? {} : { error }) });
  }
  return results;
}

async function limited(body: HostTest['body']): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}
