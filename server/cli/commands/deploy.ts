import type { ReleaseResult } from '../../../schemas/protocol/deployments.ts';
import { parseDuration } from '../../core/quantities.ts';
import { UserError } from '../../core/user-error.ts';
import type { RunnerClient } from '../../discovery/connect.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { parseModelReference } from '../model-reference.ts';
import { followOperation } from '../operation.ts';
import { releaseExit, releaseText } from '../release-text.ts';
import { withRunner } from '../runner.ts';
import { currentFolder, ownEnvironment } from './run/own-environment.ts';

export const deployCommand: Command = {
  name: 'deploy',
  summary: 'Release a version of a model to a target, step by step',
  usage: `Usage: slipway deploy MODEL[@ALIAS|:VERSION] [TARGET] [OPTIONS]

Evaluates the gates of the model's manifest where there is no evidence yet, loads the version beside what is live, warms it
up, and gives it the traffic as "deploy" in the manifest says. A step that fails its rule goes back by itself. Without a
version, the newest; without TARGET, the manifest's.

  --no-wait               end once it has begun (default: wait until it is live, or was given up; Ctrl+C gives it up)
  --timeout DURATION      wait no longer than this (10m, 1h); the release itself goes on
  --idempotency-key KEY   the same key again does not deploy again, and gives the same answer
  --override REASON       deploy although a gate does not hold; the reason is written into the audit log
  --allow-code            load a model that executes code when it is loaded (a Python function of MLflow, a pickle). Without
                          it the answer says where the model is from. What is allowed is written into the audit log
  --reason TEXT           why, for the audit log
  --key FILE              SSH key to sign the request with, where the target asks for approvals by others (default: git's
                          user.signingkey)
  --workspace DIR         folder of the manifests (default: .)
  --json                  print {"target", "model", "version", "revision", "previousRevision", "switchMs", …}

Exit code: 0 when it is live, 1 when it failed, 2 for wrong words, 3 when a gate refused it, 4 when it went back by itself, 5
when it waits for approval.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      wait: { type: 'boolean', default: true },
      'no-wait': { type: 'boolean', default: false },
      timeout: { type: 'string' },
      'idempotency-key': { type: 'string' },
      override: { type: 'string' },
      'allow-code': { type: 'boolean', default: false },
      reason: { type: 'string', default: '' },
      key: { type: 'string' },
    });
    const [reference, target = null, extra] = positionals;
    if (reference === undefined) throw new UsageError('Say which model.');
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const timeoutMs = timeoutOf(values.timeout);
    if (values.override?.trim() === '') throw new UsageError('--override: expected the reason.');
    const asked = parseModelReference(reference);
    return withRunner(values.workspace, async (client) => {
      const preview = await client.request('deployments/preview', { ...asked, target });
      const { operation } = await client.request('deployments/deploy', {
        model: preview.model,
        version: preview.version,
        target: preview.target,
        digests: preview.digests,
        override: values.override ?? null,
        allowCode: values['allow-code'],
        idempotencyKey: values['idempotency-key'] ?? null,
        reason: values.reason || `slipway deploy ${reference}`,
        context: { cwd: currentFolder(), env: ownEnvironment() },
      });
      if (values['no-wait']) {
        const { model, version } = preview;
        if (values.json) console.log(JSON.stringify({ target: preview.target, model, version, operation }));
        else console.log(`${model} ${version} is on its way to ${preview.target}: slipway deployments`);
        return exitCodes.ok;
      }
      try {
        const ended = followOperation(client, 'deploy', operation);
        const result = await (timeoutMs === null ? ended : within(ended, timeoutMs));
        if (result.outcome === 'waiting-for-approval')
          await signAsRequester(client, result, values.key ?? null, values.workspace);
        return say(result, values.json);
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'SLW-GATE-REFUSED') throw error;
        console.error(`${error.message}\n${error.hint ?? ''}\n(${error.code})`);
        return exitCodes.refused;
      }
    });
  },
};

function say(result: ReleaseResult, json: boolean): number {
  const exit = releaseExit(result, 'deploy');
  if (json) console.log(JSON.stringify(result));
  if (exit !== exitCodes.ok || !json)
    (exit === exitCodes.ok ? console.log : console.error)(releaseText(result));
  return exit;
}

/** Where whoever asks may not approve, it has to be known who that is. Without a key, the answer says how to do it later. */
async function signAsRequester(
  client: RunnerClient,
  { target, model, version }: ReleaseResult,
  given: string | null,
  workspace: string,
): Promise<void> {
  const { targets } = await client.request('deployments/list', {});
  const request = targets
    .find(({ name }) => name === target)
    ?.requests.find((each) => each.model === model && each.version === version);
  if (!request?.notRequester || request.isSigned) return;
  const { signText, signingKey } = await import('../ssh-sign.ts');
  const key = given ?? (await signingKey(workspace).catch(() => null));
  if (key === null) return;
  const signature = await signText(request.text, 'requester', key);
  const context = { cwd: currentFolder(), env: ownEnvironment() };
  await client.request('deployments/approve', {
    target,
    release: request,
    role: 'requester',
    signature,
    context,
  });
}

function timeoutOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const parsed = parseDuration(text);
  if (parsed === null)
    throw new UsageError(`--timeout: expected a duration like 90s or 1h30m, found "${text}".`);
  return parsed;
}

async function within<T>(ended: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new UserError(
            'SLW-DEPLOY-TIMEOUT',
            `It is not live after ${timeoutMs / 1000} s; the release goes on.`,
            'slipway deployments shows how far it is; slipway rollback gives it up.',
          ),
        ),
      timeoutMs,
    );
  });
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}
