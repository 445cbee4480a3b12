import type { ApplySummary } from '../../../schemas/protocol/pipelines.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { followOperation } from '../operation.ts';
import { withRunner } from '../runner.ts';
import { runNamed } from './runs/choose-runs.ts';

export const applyCommand: Command = {
  name: 'apply',
  summary: 'Bring params, outs and lock entries of a pipeline’s run into the workspace',
  usage: `Usage: slipway apply RUN [OPTIONS]

RUN is a run's id, the beginning of it, or its name. Outs come out of the cache; what lies there is kept in it first.
The run's private copy is removed.

  --force             overwrite params that were changed since the run began
  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"applied", "overwrites", "changes", "stale"}

Exit code: 0 when it was applied, 1 when not.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { force: { type: 'boolean', default: false } });
    const [word] = positionals;
    if (word === undefined || positionals.length > 1) throw new UsageError('Name one run.');
    const summary = await withRunner(values.workspace, async (client) => {
      const { info } = await runNamed(client, 'local', word);
      const request = { runId: info.runId, confirmed: values.force };
      return followOperation(client, 'apply', (await client.request('pipelines/apply', request)).operation);
    });
    if (values.json) console.log(JSON.stringify(summary));
    else console.log(inWords(summary));
    return summary.applied ? exitCodes.ok : exitCodes.failed;
  },
};

function inWords({ applied, overwrites, changes, stale }: ApplySummary): string {
  if (!applied)
    return [
      'Nothing was changed: these params were changed since the run began.',
      ...overwrites.map((line) => `  ${line}`),
      'Overwrite them: --force',
    ].join('\n');
  const done =
    changes.length > 0 ? changes.map((line) => `  ${line}`) : ['  nothing: the workspace has it all'];
  const rest = stale.length > 0 ? ['Not up to date all the same:', ...stale.map((line) => `  ${line}`)] : [];
  return ['Applied:', ...done, ...rest].join('\n');
}
