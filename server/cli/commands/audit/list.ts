import type { AuditEntry } from '../../../../schemas/protocol/audit.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { localTime, textTable } from '../../text-table.ts';
import { allEntries } from './all-entries.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'What was done, the newest first',
  usage: `Usage: slipway audit list [SUBJECT] [--limit N] [--workspace DIR] [--json]
  SUBJECT is a target or a model: its entries alone.

  --limit N           at most so many (default: 50)
  --json              print {"entries": […]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { limit: { type: 'string', default: '50' } });
    const [subject = null, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const limit = Number(values.limit);
    if (!(Number.isSafeInteger(limit) && limit > 0))
      throw new UsageError(`--limit is "${values.limit}"; expected a whole number from 1.`);
    const entries = await withRunner(values.workspace, (client) => allEntries(client, subject, limit));
    if (values.json) console.log(JSON.stringify({ entries }));
    else if (entries.length === 0) console.log('Nothing was logged yet.');
    else
      console.log(
        textTable(
          ['#', 'AT', 'WHO', 'BY', 'WHAT', 'OF', 'FROM', 'TO', 'WHY'],
          entries.map((entry) => [
            String(entry.sequence),
            localTime(entry.at),
            entry.actor,
            entry.channel,
            entry.action,
            entry.subject,
            entry.from ?? '-',
            entry.to ?? '-',
            shortened(entry),
          ]),
        ),
      );
    return exitCodes.ok;
  },
};

const shown = 80;

function shortened({ why }: AuditEntry): string {
  return why.length > shown ? `${why.slice(0, shown - 1)}…` : why;
}
