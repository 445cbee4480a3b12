import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { allEntries } from './all-entries.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'All entries as JSON lines, the first one first',
  usage: `Usage: slipway audit export [SUBJECT] [--workspace DIR] > FILE
  One entry a line. Each "hash" is the SHA-256 of the rest of its entry as JSON with sorted keys and no spaces
  (RFC 8785), so that the chain can be followed without Slipway. SUBJECT is a target or a model: its entries alone.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const [subject = null, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const entries = await withRunner(values.workspace, (client) => allEntries(client, subject));
    for (const entry of entries.reverse()) console.log(JSON.stringify(entry));
    return exitCodes.ok;
  },
};
