import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { followOperation } from '../operation.ts';
import { releaseExit, releaseText } from '../release-text.ts';
import { withRunner } from '../runner.ts';

export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'Serve again what was healthy before',
  usage: `Usage: slipway rollback TARGET [--to REVISION] [OPTIONS]

The last revision that was healthy with all of the traffic serves again; the one that is live is marked bad, so that doing it
again goes further back. Where there is none, the target goes offline. A release that is under way is given up.

  --to N              any earlier revision, by its number (slipway deployments TARGET)
  --reason TEXT       why, for the audit log
  --workspace DIR     folder of slipway.yaml (default: .)
  --json              print {"target", "model", "version", "revision", "previousRevision", "switchMs", …}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      to: { type: 'string' },
      reason: { type: 'string', default: '' },
    });
    const [target, extra] = positionals;
    if (target === undefined) throw new UsageError('Say which target.');
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const to = values.to === undefined ? null : Number(values.to);
    if (to !== null && !(Number.isInteger(to) && to > 0))
      throw new UsageError(`--to: expected the number of a revision, found "${values.to}".`);
    const result = await withRunner(values.workspace, async (client) => {
      const reason = values.reason || 'slipway rollback';
      const { operation } = await client.request('deployments/rollback', { target, to, reason });
      return followOperation(client, 'rollback', operation);
    });
    const exit = releaseExit(result, 'rollback');
    if (values.json) console.log(JSON.stringify(result));
    else (exit === exitCodes.ok ? console.log : console.error)(releaseText(result));
    return exit;
  },
};
