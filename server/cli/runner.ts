import { resolve } from 'node:path';
import type { RunnerClient } from '../discovery/connect.ts';
import { ensureRunner } from '../discovery/ensure-runner.ts';

/** Connects to the workspace's runner (started where there is none) for as long as `work` takes. */
export async function withRunner<T>(
  workspace: string,
  work: (client: RunnerClient) => Promise<T>,
): Promise<T> {
  const { client } = await ensureRunner(resolve(workspace), isCi() ? 'ci' : 'cli');
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** As the services for continuous integration say it. */
function isCi(): boolean {
  const { CI = '' } = process.env;
  return CI !== '' && CI !== 'false' && CI !== '0';
}
