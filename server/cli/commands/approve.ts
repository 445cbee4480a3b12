import { readFile } from 'node:fs/promises';
import type { RequestView } from '../../../schemas/protocol/deployments.ts';
import { UserError } from '../../core/user-error.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { followOperation } from '../operation.ts';
import { releaseExit, releaseText } from '../release-text.ts';
import { withRunner } from '../runner.ts';
import { signingKey, signText } from '../ssh-sign.ts';
import { currentFolder, ownEnvironment } from './run/own-environment.ts';

export const approveCommand: Command = {
  name: 'approve',
  summary: 'Sign a release that waits for approval',
  usage: `Usage: slipway approve TARGET [MODEL:VERSION] [--key FILE | --signature FILE | --show] [OPTIONS]

Signs, with ssh-keygen, what "slipway deploy" asked for at a protected target: model, version, digests, evidence, who asks,
until when. With enough approvals the release begins. Who may sign stands in the file that "identity" in slipway.yaml names, on
the branch that it names. MODEL:VERSION says which, where several releases wait.

  --key FILE          private SSH key, or the public one of a key in the agent (default: git's user.signingkey)
  --show              print the text that is signed, and sign nothing
  --signature FILE    a signature that was made elsewhere, with ssh-keygen -Y sign -n slipway-approval
  --as-requester      sign as whoever asks for the release (namespace slipway-request); where the requester may not approve, this
                      has to come first
  --workspace DIR     folder of slipway.yaml (default: .)
  --json              print the request, and the release that began with it

Exit code: 0 when it is approved and live, 1 when it is refused or failed, 2 for wrong words, 4 when it went back by itself, 5
when it still waits.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      key: { type: 'string' },
      signature: { type: 'string' },
      show: { type: 'boolean', default: false },
      'as-requester': { type: 'boolean', default: false },
    });
    const [target, which, extra] = positionals;
    if (target === undefined) throw new UsageError('Say which target.');
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const role = values['as-requester'] ? 'requester' : 'approver';
    return withRunner(values.workspace, async (client) => {
      const { targets } = await client.request('deployments/list', {});
      const request = requestOf(
        target,
        which ?? null,
        targets.find(({ name }) => name === target)?.requests ?? [],
      );
      if (values.show) {
        process.stdout.write(request.text);
        return exitCodes.ok;
      }
      const signature =
        values.signature === undefined
          ? await signText(request.text, role, values.key ?? (await signingKey(values.workspace)))
          : await readFile(values.signature, 'utf8');
      const context = { cwd: currentFolder(), env: ownEnvironment() };
      const answer = await client.request('deployments/approve', {
        target,
        release: request,
        role,
        signature,
        context,
      });
      const result =
        answer.operation === null ? null : await followOperation(client, 'deploy', answer.operation);
      if (values.json) console.log(JSON.stringify({ request: answer.request, release: result }));
      else console.log(result === null ? requestText(target, answer.request) : releaseText(result));
      return result === null ? exitCodes.waiting : releaseExit(result, 'deploy');
    });
  },
};

/** What is signed is what the person named, or the only one that waits. */
function requestOf(target: string, which: string | null, waiting: readonly RequestView[]): RequestView {
  const named = (request: RequestView) => `${request.model}:${request.version}`;
  const [found, other] = waiting.filter((request) => which === null || which === named(request));
  if (found && !other) return found;
  if (found)
    throw new UserError(
      'SLW-SEVERAL-REQUESTS',
      `Several releases to ${target} wait for approval: ${waiting.map(named).join(', ')}.`,
      `Say which: slipway approve ${target} ${named(found)}`,
    );
  throw new UserError(
    'SLW-NO-REQUEST',
    which === null
      ? `No release to ${target} waits for approval.`
      : `No release of ${which} to ${target} waits for approval; ${waiting.map(named).join(', ') || 'nothing'} does.`,
    'slipway deploy asks for one.',
  );
}

function requestText(target: string, { model, version, approvals, approvedBy }: RequestView): string {
  const by = approvedBy.length === 0 ? '' : ` (${approvedBy.join(', ')})`;
  return `${model} ${version} at ${target} has ${approvedBy.length} of ${approvals} approvals${by}.`;
}
