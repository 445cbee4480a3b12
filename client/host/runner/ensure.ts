import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunnerAddress } from '../../../schemas/protocol/runner.ts';
import { ClientError, describeError } from '../errors.ts';
import { userEnvironment } from '../user-environment.ts';
import { readComplaint } from './cli-complaint.ts';

const run = promisify(execFile);
/** A runner is ready in 0.3 s; a cold disk or a migration may take longer. */
const ensureTimeoutMs = 30_000;

/**
 * Finds or starts the runner of a folder through the CLI, so that no server code runs in the extension host.
 * @throws ClientError with the CLI's own words and code, or `SLW-CLIENT-ENSURE`; its `cause` is for the log.
 */
export async function ensureRunner(cli: string, folder: string): Promise<RunnerAddress> {
  try {
    const { stdout } = await run(
      process.execPath,
      [cli, 'runner', 'ensure', '--workspace', folder, '--json'],
      {
        env: { ...userEnvironment(process.env), ELECTRON_RUN_AS_NODE: '1' },
        timeout: ensureTimeoutMs,
        windowsHide: true,
      },
    );
    return JSON.parse(stdout) as RunnerAddress;
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const complaint = readComplaint(stderr);
    throw new ClientError(
      complaint?.code ?? 'SLW-CLIENT-ENSURE',
      complaint?.message ?? `The Slipway runner of ${folder} did not start: ${describeError(error).message}`,
      complaint?.hint ?? null,
      { cause: stderr || error },
    );
  }
}
