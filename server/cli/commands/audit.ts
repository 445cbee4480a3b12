import { type Command, exitCodes, UsageError } from '../command.ts';
import { exportCommand } from './audit/export.ts';
import { listCommand } from './audit/list.ts';
import { verifyCommand } from './audit/verify.ts';

const commands = [listCommand, verifyCommand, exportCommand];
const overview = commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n');

export const auditCommand: Command = {
  name: 'audit',
  summary: `The log of who released, refused and rolled back what: ${commands.map(({ name }) => name).join(', ')}`,
  usage: `Usage: slipway audit COMMAND [--workspace DIR] [--json]

${overview}

Entries are added, and never changed or removed: each holds the hash of the one before it. Where slipway.yaml says
"audit: {anchor: git-tag}", releases keep the last hash in an annotated git tag.

slipway audit COMMAND --help says more.`,
  async run([name, ...rest]) {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command)
      throw new UsageError(name === undefined ? 'Say what to do.' : `There is no "audit ${name}".`);
    if (rest.includes('--help')) {
      console.log(command.usage);
      return exitCodes.ok;
    }
    return command.run(rest);
  },
};
