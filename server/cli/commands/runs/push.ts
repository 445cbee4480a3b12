import type { PushSummary } from '../../../../schemas/protocol/interop.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { followOperation } from '../../operation.ts';
import { withRunner } from '../../runner.ts';
import { bytesInWords } from '../../text-table.ts';
import { choiceOptions, chosenIds, runNamed } from './choose-runs.ts';
import { handOverToken } from './hand-over-token.ts';

const { tracker: _, view: __, ...options } = choiceOptions;

export const pushCommand: Command = {
  name: 'push',
  summary: 'Send runs of this workspace to an MLflow server',
  usage: `Usage: slipway runs push TRACKER [RUN…] [OPTIONS]

TRACKER is named under "trackers" in slipway.yaml; its token comes from the environment variable of its tokenEnv.
Without RUN all active runs are sent. Pushing again, or after an interruption, sends only what is missing there.
  --experiment NAME   only this experiment's runs; may be repeated
  --filter TEXT       MLflow's filter language
  --json              print the summary as JSON`,
  async run(args) {
    const { values, positionals } = parseOptions(args, options);
    const [tracker, ...words] = positionals;
    if (tracker === undefined) throw new UsageError('Name the tracker to push to.');
    return withRunner(values.workspace, async (client) => {
      await handOverToken(client, tracker);
      const runIds = words.length
        ? await Promise.all(words.map(async (word) => (await runNamed(client, 'local', word)).info.runId))
        : await chosenIds(client, { ...values, tracker: 'local', view: 'active' });
      const { operation } = await client.request('push/start', { tracker, runIds });
      const summary = await followOperation(client, 'push', operation);
      console.log(values.json ? JSON.stringify(summary) : inWords(summary));
      return summary.failed.length ? exitCodes.failed : exitCodes.ok;
    });
  },
};

function inWords({
  created,
  updated,
  unchanged,
  points,
  artifacts,
  artifactBytes,
  failed,
}: PushSummary): string {
  return [
    `${created} runs created, ${updated} updated, ${unchanged} unchanged; ${points} metric points, ${artifacts} artifacts (${bytesInWords(artifactBytes)}).`,
    ...failed.map(({ runId, reason }) => `  ${runId} failed: ${reason}`),
  ].join('\n');
}
