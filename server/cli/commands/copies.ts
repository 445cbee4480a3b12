import type { PrivateCopyInfo } from '../../../schemas/protocol/pipelines.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { withRunner } from '../runner.ts';
import { bytesInWords, localTime, textTable } from '../text-table.ts';

export const copiesCommand: Command = {
  name: 'copies',
  summary: 'Private copies of the workspace that pipelines ran in: list, discard',
  usage: `Usage: slipway copies [discard ID…] [OPTIONS]

Without a word, those that are there. They stay until they are applied (slipway apply RUN), discarded, or collected
(slipway gc). ID is a copy's id, or that of its run.

  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"copies": [{"id", "runId", "createdAt", "set", "inputsOf", "isRunning", "bytes"}]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const [action, ...ids] = positionals;
    if (action !== undefined && (action !== 'discard' || ids.length === 0))
      throw new UsageError('Say nothing, or discard and the ids of copies or runs.');
    const { copies } = await withRunner(values.workspace, async (client) => {
      for (const runId of ids) await client.request('pipelines/discard', { runId });
      return client.request('pipelines/copies', {});
    });
    console.log(values.json ? JSON.stringify({ copies }) : tableOf(copies));
    return exitCodes.ok;
  },
};

function tableOf(copies: PrivateCopyInfo[]): string {
  if (copies.length === 0) return 'There is no private copy.';
  return textTable(
    ['COPY', 'RUN', 'MADE', 'SIZE', 'STATE', 'OF'],
    copies.map(({ id, runId, createdAt, bytes, isRunning, set, inputsOf }) => [
      id,
      runId ?? '-',
      localTime(createdAt),
      bytesInWords(bytes),
      isRunning ? 'running' : 'idle',
      [...(inputsOf ? [`the inputs of ${inputsOf}`] : []), ...set].join(' ') || 'the workspace',
    ]),
  );
}
