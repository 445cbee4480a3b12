import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { placeInRepository } from '../../../ci/place-in-repository.ts';
import { projectSetup } from '../../../ci/project-setup.ts';
import { writeNewFile } from '../../../ci/write-new-file.ts';
import { UserError } from '../../../core/user-error.ts';
import { parseWorkspaceManifest } from '../../../manifests/workspace/parse-workspace-manifest.ts';
import type { ScheduleDeclaration } from '../../../manifests/workspace/workspace-manifest.ts';
import { crontab, type Exported } from '../../../schedules/export/crontab.ts';
import { githubSchedules } from '../../../schedules/export/github-schedules.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';

/** Reads slipway.yaml only: it needs no runner. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'Write the schedules as a crontab or a GitHub Actions workflow',
  usage: `Usage: slipway schedule export --format crontab|github [OPTIONS]

For machines on which no runner waits. What the format cannot say (files that arrive, data that changes, off-peak hours,
summer time) is named in the file and on standard error.
  --format FORMAT     crontab or github
  --output FILE, -o   write there (default: print it)
  --force             replace the file where it is there
  --workspace DIR     folder of slipway.yaml (default: .)`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string' },
      output: { type: 'string', short: 'o' },
      force: { type: 'boolean', default: false },
    });
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many.`);
    const folder = realpathSync(values.workspace);
    const { below } = await placeInRepository(folder);
    const { text, leftOut } = exported(values.format, declared(folder), { folder, below });
    if (values.output === undefined) process.stdout.write(text);
    else console.error(`Written: ${writeNewFile(values.output, text, values.force)}`);
    for (const { schedule, reason } of leftOut) console.error(`${schedule}: ${reason}.`);
    return exitCodes.ok;
  },
};

function exported(
  format: string | undefined,
  schedules: ScheduleDeclaration[],
  { folder, below }: { folder: string; below: string },
): Exported {
  switch (format) {
    case 'crontab':
      return crontab(schedules, { folder, path: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin' });
    case 'github':
      return githubSchedules(schedules, projectSetup(folder, below), Date.now());
    default:
      throw new UsageError(
        `--format is ${format === undefined ? 'missing' : `"${format}"`}; expected crontab or github.`,
      );
  }
}

/** @throws UserError `SLW-MANIFEST-MISSING`, `SLW-MANIFEST-INVALID` */
function declared(folder: string): ScheduleDeclaration[] {
  let text: string;
  try {
    text = readFileSync(join(folder, 'slipway.yaml'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(
      'SLW-MANIFEST-MISSING',
      `There is no slipway.yaml in ${folder}.`,
      'Schedules are declared there.',
    );
  }
  const { value, problems } = parseWorkspaceManifest(text);
  const mistakes = problems.map(({ line, column, message }) => `slipway.yaml:${line}:${column}: ${message}`);
  if (mistakes.length > 0)
    throw new UserError('SLW-MANIFEST-INVALID', mistakes.join('\n'), 'Nothing was written.');
  if (value.schedules.length === 0)
    throw new UserError(
      'SLW-SCHEDULE-NONE',
      'slipway.yaml declares no schedules.',
      'Add them under "schedules".',
    );
  return value.schedules;
}
