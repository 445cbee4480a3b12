import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { localTime, textTable } from '../../text-table.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'All models, or the versions of one',
  usage: `Usage: slipway models list [MODEL] [--workspace DIR] [--json]

  --workspace DIR     folder whose runner keeps the models (default: .)
  --json              print {"models": […]}, of one model {"versions": […]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const [model, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const [found, text] = await withRunner(values.workspace, async (client) => {
      if (model !== undefined) {
        const { versions } = await client.request('registry/versions', { model });
        const rows = versions.map(({ version, aliases, createdAt, runId, description }) => [
          version,
          aliases.map((alias) => `@${alias}`).join(' '),
          localTime(createdAt),
          runId?.slice(0, 8) ?? '-',
          description,
        ]);
        return [{ versions }, table(['VERSION', 'ALIASES', 'REGISTERED', 'RUN', 'DESCRIPTION'], rows)];
      }
      const { models } = await client.request('registry/overview', {});
      const rows = models.map(({ name, latestVersion, aliases, description }) => [
        name,
        latestVersion ?? '-',
        aliases.map(({ alias, version }) => `@${alias} ${version}`).join(', '),
        description,
      ]);
      return [{ models }, table(['MODEL', 'NEWEST', 'ALIASES', 'DESCRIPTION'], rows)];
    });
    console.log(values.json ? JSON.stringify(found) : text);
    return exitCodes.ok;
  },
};

function table(header: string[], rows: string[][]): string {
  if (rows.length === 0)
    return 'None is registered yet: slipway models register RUN registers the model of a run.';
  return textTable(header, rows);
}
