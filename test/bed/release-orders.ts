import type { ReleaseResult } from '../../schemas/protocol/deployments.ts';
import type { RunnerClient } from '../../server/discovery/connect.ts';

/** Deploys a version of `m` to the target `live`; resolves when it is live, or was given up. */
export async function deploy(runner: RunnerClient, version: string): Promise<ReleaseResult> {
  const { operation } = await runner.request('deployments/deploy', {
    model: 'm',
    version,
    target: 'live',
    digests: null,
    override: null,
    allowCode: false,
    idempotencyKey: null,
    reason: 'tested',
    context: { cwd: runner.info.folder, env: {} },
  });
  return resultOf(runner, operation);
}

/** Takes the target `live` to the revision before, or offline where there is none. */
export async function rollBack(runner: RunnerClient): Promise<ReleaseResult> {
  const { operation } = await runner.request('deployments/rollback', {
    target: 'live',
    to: null,
    reason: 'tested',
  });
  return resultOf(runner, operation);
}

async function resultOf(runner: RunnerClient, operation: string): Promise<ReleaseResult> {
  const { summary } = await runner.request('operations/result', { operation });
  return summary as ReleaseResult;
}
