import type { GcPlan, GcPolicy } from '../../../schemas/protocol/interop.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { followOperation } from '../operation.ts';
import { withRunner } from '../runner.ts';
import { bytesInWords, textTable } from '../text-table.ts';

export const gcCommand: Command = {
  name: 'gc',
  summary: 'Remove deleted runs, orphaned artifacts, old output, cache and private copies',
  usage: `Usage: slipway gc [OPTIONS]

Shows what would go. Starred runs, runs of registered models and live runs always stay.
  --yes               remove it
  --older-than DAYS   of what was deleted or has ended (default: 30d)
  --keep-last N       this many newest deleted runs, and outputs of executions, stay (default: 0)
  --json              print {"items": […], "bytes", "kept": […]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      yes: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'older-than': { type: 'string', default: '30d' },
      'keep-last': { type: 'string', default: '0' },
    });
    if (positionals.length) throw new UsageError(`"${positionals[0]}" is one word too many.`);
    if (values.yes && values['dry-run']) throw new UsageError('--yes and --dry-run do not go together.');
    const policy: GcPolicy = {
      olderThanDays: wholeNumber('--older-than', values['older-than'].replace(/d$/, '')),
      keepLast: wholeNumber('--keep-last', values['keep-last']),
    };
    await withRunner(values.workspace, async (client) => {
      const plan = values.yes
        ? await followOperation(client, 'gc', (await client.request('gc/start', policy)).operation)
        : await client.request('gc/plan', policy);
      console.log(values.json ? JSON.stringify(plan) : inWords(plan, values.yes));
    });
    return exitCodes.ok;
  },
};

function wholeNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`${option} is "${text}"; expected a whole number.`);
}

function inWords({ items, bytes, kept }: GcPlan, removed: boolean): string {
  const lines: string[] = [];
  if (items.length)
    lines.push(
      textTable(
        ['WHAT', 'SIZE', 'WHICH', 'WHY'],
        items.map((item) => [item.what, bytesInWords(item.bytes), item.label.slice(0, 60), item.reason]),
      ),
    );
  for (const { id, reason } of kept) lines.push(`stays: ${id}: ${reason}`);
  const count = `${items.length} ${items.length === 1 ? 'item' : 'items'}, ${bytesInWords(bytes)}`;
  lines.push(
    removed
      ? `Removed ${count}.`
      : items.length
        ? `${count}. Remove them: slipway gc --yes`
        : 'Nothing to remove.',
  );
  return lines.join('\n');
}
