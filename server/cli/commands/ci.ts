import { realpathSync } from 'node:fs';
import { ciFiles, initCi } from '../../ci/init.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';

/** Reads and writes files only: it needs no runner. */
export const ciCommand: Command = {
  name: 'ci',
  summary: 'Write a GitHub or GitLab workflow for the project: init',
  usage: `Usage: slipway ci init [--github|--gitlab] [OPTIONS]

Writes ${ciFiles.github} or ${ciFiles.gitlab} at the root of the repository: it installs what the project needs, checks and runs its pipelines, and
comments the differences of metrics on a pull or merge request. The default is where the repository's origin lies, else
GitHub.
  --force             replace the file where it is there
  --workspace DIR     folder of the project (default: .)
  --json              print {"file", "notInstalled"}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      github: { type: 'boolean', default: false },
      gitlab: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    });
    if (positionals.join(' ') !== 'init') throw new UsageError('Say init.');
    if (values.github && values.gitlab) throw new UsageError('Give either --github or --gitlab.');
    const host = values.gitlab ? 'gitlab' : values.github ? 'github' : null;
    const written = await initCi(realpathSync(values.workspace), { host, force: values.force });
    if (values.json) console.log(JSON.stringify(written));
    else {
      console.log(`Written: ${written.file}`);
      for (const name of written.notInstalled)
        console.error(`${name} is not installed by it: add a step that does.`);
    }
    return exitCodes.ok;
  },
};
