import { basename, isAbsolute, parse, posix, relative } from 'node:path';
import type { ExecutionRecipe } from '../../schemas/protocol/executions.ts';
import type { Run } from '../../schemas/protocol/tracking.ts';
import { redactSecrets } from '../core/secrets.ts';
import { UserError } from '../core/user-error.ts';
import { shellWords } from '../executions/launch.ts';
import { surveyPipelines } from '../pipelines/pipeline-workspace.ts';
import { choosePaths, isPathOnDisk } from './choose-paths.ts';
import { commandParams } from './command-params.ts';
import { apartFromParams, type FilesUsed, filesUsed, pathsSeen } from './files-used.ts';
import type { RunRecords } from './run-records.ts';
import type { StageDraft } from './stage-draft.ts';
import { locationOf, siteOf, stageName } from './stage-site.ts';

export type CommandRecipe = Exclude<ExecutionRecipe, { kind: 'notebook' }>;

const shells = /^(?:ba|z|da|k)?sh$/;

/** @throws UserError `SLW-STAGE-…` for a run that no stage can be made of, with the reason */
export async function draftFromCommand(
  { folder, artifacts }: Pick<RunRecords, 'folder' | 'artifacts'>,
  run: Run,
  recipe: CommandRecipe,
  askedName: string | undefined,
): Promise<StageDraft> {
  refuseSecrets(recipe);
  const { root, order } = surveyPipelines(folder);
  const site = siteOf(root, recipe.cwd);
  const files = await filesUsed(artifacts, run.info.runId);
  const { seen, paramFiles } = apartFromParams(pathsSeen(files, root, folder));
  const words = wordsOf(recipe, root);
  const isPath = (word: string) =>
    isPathOnDisk(word, recipe.cwd) ||
    seen.some(({ location }) => location === posix.join(site.workingFolder, word));
  const paths = choosePaths(seen, root, order, run.info.startTime);
  const name = stageName({ stages: order, file: site.file }, askedName, stemOf(recipe));
  return {
    name,
    site,
    ...(words === null
      ? { command: { shell: shellText(recipe) }, params: [] }
      : commandOf(words, run.params, isPath)),
    paths,
    paramFiles,
    furtherEdits: () => [],
    untaggedParameters: [],
    notes: notesOn(run, files),
  };
}

function commandOf(words: string[], logged: Record<string, string>, isPath: (word: string) => boolean) {
  const { words: command, params } = commandParams(words, logged, isPath);
  return { command: { words: command }, params };
}

function refuseSecrets(recipe: CommandRecipe): void {
  const line = shellWords(recipe.kind === 'python' ? recipe.args : recipe.command);
  const redacted = redactSecrets(line);
  if (redacted === line) return;
  throw new UserError(
    'SLW-STAGE-SECRET',
    `The command of this run holds what looks like a secret: ${redacted}`,
    'A dvc.yaml is shared: let the program read the secret from an environment variable, and run it again.',
  );
}

/** Null where a shell was given a text: its quoting is its own. */
function wordsOf(recipe: CommandRecipe, root: string): string[] | null {
  const { cwd } = recipe;
  if (recipe.kind === 'python')
    return [
      'python',
      fromHere(recipe.file, cwd, root),
      ...recipe.args.map((word) => fromHere(word, cwd, root)),
    ];
  const [program = '', option, , ...more] = recipe.command;
  if (shells.test(basename(program)) && option === '-c' && more.length === 0) return null;
  // An interpreter’s own path is this machine’s.
  const name = /^python[\d.]*(?:\.exe)?$/i.test(basename(program))
    ? parse(program).name
    : fromHere(program, cwd, root);
  return [
    isAbsolute(program) ? name : program,
    ...recipe.command.slice(1).map((word) => fromHere(word, cwd, root)),
  ];
}

function shellText(recipe: CommandRecipe): string {
  return recipe.kind === 'command' ? (recipe.command[2] ?? '') : '';
}

/** An absolute path within the root means the same on another machine only from the working folder. */
function fromHere(word: string, cwd: string, root: string): string {
  if (!isAbsolute(word) || locationOf(root, word).startsWith('..')) return word;
  return relative(cwd, word).replaceAll('\\', '/') || '.';
}

function stemOf(recipe: CommandRecipe): string {
  if (recipe.kind === 'python') return parse(recipe.file).name;
  const script = recipe.command.find((word) => /\.(?:py|sh|r|jl)$/i.test(word));
  return parse(script ?? recipe.command[0] ?? '').name;
}

function notesOn({ info }: Run, { read, complete }: FilesUsed): string[] {
  return [
    ...(info.status === 'FINISHED'
      ? []
      : ['The run did not succeed: what it would have written later is missing here.']),
    ...(read === null
      ? [
          'No Python process ran, so what was read is not known: add the deps yourself. What was written is known by the time of change alone.',
        ]
      : ['Files that an extension in C, or a program other than Python, opened by itself are not seen.']),
    ...(complete ? [] : ['The folder is too large to be searched whole: outs may be missing.']),
  ];
}
