import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Whether every entry is what it was when it was written',
  usage: `Usage: slipway audit verify [--workspace DIR] [--json]
  Looks at every entry of the log, and compares it with the git tags that hold its last hashes.

  --json              print {"entries", "head", "verdict", "reason", "brokenAt"}; the verdict is anchored, anchored-locally,
                      consistent-not-anchored, empty, broken or rewritten

Exit code: 0 for a consistent log, 1 for one that is broken or was rewritten, 2 for wrong words.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many.`);
    const found = await withRunner(values.workspace, (client) => client.request('audit/verify', {}));
    console.log(values.json ? JSON.stringify(found) : found.reason);
    return found.verdict === 'broken' || found.verdict === 'rewritten' ? exitCodes.failed : exitCodes.ok;
  },
};
