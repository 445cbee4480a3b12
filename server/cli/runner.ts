import { resolve } from 'node:path';
import type { RunnerClient } from '../discovery/connect.ts';
import { ensureRunner } from '../discovery/ensure-runner.ts';

/** Connects to the workspace's runner (started where there is none) for as long as `work` takes. */
export async function withRunner<T>(
  workspace: string,
  work: (client: RunnerClient) => Promise<T>,
): Promise<T> {
  const { client } = await ensureRunner(resolve(workspace), 'cli');
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
