import { readFileSync } from 'node:fs';
import { basename, dirname, posix } from 'node:path';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { FileEdit, StageChoice } from '../../schemas/protocol/stage-makers.ts';
import type { PythonValue } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import { pythonOf } from '../executions/launch.ts';
import { readYaml } from '../manifests/dvc/yaml-values.ts';
import { surveyPipelines } from '../pipelines/pipeline-workspace.ts';
import { choosePaths, type SeenPath } from './choose-paths.ts';
import { apartFromParams, pathsSeen } from './files-used.ts';
import { withCellAfter, withTag } from './notebook-edits.ts';
import { type NotebookFacts, type NotebookParameters, notebookFacts } from './notebook-facts.ts';
import type { NotebookRun } from './notebook-run.ts';
import { againstParameter, type NotebookTool, notebookTool, notebookWords } from './notebook-tool.ts';
import { paramsFile } from './stage-definition.ts';
import type { DraftParam, PathPart, StageDraft, StageSite } from './stage-draft.ts';
import { locationOf, siteOf, stageName } from './stage-site.ts';

export interface NotebookSource {
  /** Absolute. */
  file: string;
  /** Whether a first cell that only assigns values counts as the parameters where no cell is tagged so. */
  takesFirstCell: boolean;
  /** Values that the run was given in place of the notebook's own. */
  given: Record<string, unknown>;
  run: NotebookRun | null;
}

/** @throws UserError for a notebook that no stage can be made of, with the reason */
export async function draftFromNotebook(
  folder: string,
  context: StartContext,
  source: NotebookSource,
  askedName: string | undefined,
): Promise<StageDraft> {
  const { file, run } = source;
  const { python } = await pythonOf({ ...context, cwd: dirname(file) });
  const facts = await notebookFacts(python.interpreter, file);
  refuseUnfit(facts, file);
  const tool = await notebookTool(python);
  const { root, order } = surveyPipelines(folder);
  const { file: pipeline, folder: home } = siteOf(root, dirname(file));
  const site: StageSite = { root, file: pipeline, folder: home, workingFolder: home };
  const name = stageName({ stages: order, file: pipeline }, askedName, basename(file, '.ipynb'));

  const location = locationOf(root, file);
  const executed = posix.join(posix.dirname(location), `${name}.executed.ipynb`);
  const parameters = facts.parameters?.tagged || source.takesFirstCell ? facts.parameters : null;
  const values = parametersOf(tool, parameters, source.given);
  const params = values.flatMap(({ param, against }) => (against === null ? [param] : []));
  const isParam = new Set(params.map((param) => param.name));
  const { seen, paramFiles } = apartFromParams([
    { location, use: 'read', why: 'the notebook' },
    ...pathsInSource(facts, posix.dirname(location), isParam),
    ...(run ? pathsSeen(run.files, root, folder) : []),
    { location: executed, use: 'written', why: 'the notebook with its outputs' },
  ]);
  const from = (path: string) => posix.relative(home, path);
  return {
    name,
    site,
    command: {
      words: notebookWords(tool, { notebook: from(location), executed: from(executed) }, facts, params),
    },
    paths: choosePaths(agreed(seen, run !== null), root, order, run?.startedAt ?? null),
    params,
    paramFiles,
    furtherEdits: (choice) =>
      parameters && choice.params.length > 0 ? notebookEdits(tool, file, parameters, choice, site) : [],
    untaggedParameters:
      facts.parameters?.tagged === false ? facts.parameters.values.map((value) => value.name) : [],
    notes: [
      ...values.flatMap(({ param, against }) =>
        against === null ? [] : [`${param.name} stays in the notebook: ${against}.`],
      ),
      ...notesOn(facts, parameters, run),
    ],
  };
}

function refuseUnfit({ language, codeCells }: NotebookFacts, file: string): void {
  if (language !== 'python')
    throw new UserError(
      'SLW-STAGE-LANGUAGE',
      `${file} is a notebook in ${language}; stages are made of Python notebooks only.`,
      'Write its stage yourself: https://dvc.org/doc/command-reference/stage/add',
    );
  if (codeCells === 0)
    throw new UserError('SLW-STAGE-NO-CODE', `${file} has no code, so there is nothing for a stage to run.`);
}

function parametersOf(
  tool: NotebookTool,
  parameters: NotebookParameters | null,
  given: Record<string, unknown>,
): { param: DraftParam; against: string | null }[] {
  return (parameters?.values ?? []).map(({ name, json }) => {
    const isGiven = name in given;
    const value: PythonValue = readYaml(isGiven ? JSON.stringify(given[name]) : json).value;
    const why = isGiven ? 'given to the run' : 'in the parameters cell';
    return { param: { name, value, why, chosen: true }, against: againstParameter(tool, value) };
  });
}

function pathsInSource(facts: NotebookFacts, folder: string, isParam: ReadonlySet<string>): SeenPath[] {
  const modules = facts.modules.map(
    (path): SeenPath => ({
      location: posix.join(folder, path),
      use: 'read',
      why: 'imported',
    }),
  );
  const files = facts.files.map(
    ({ path, use, by, cell, parts }): SeenPath => ({
      location: posix.isAbsolute(path) ? path : posix.join(folder, path),
      parts: parts && fromRoot(parts, folder, isParam),
      use,
      why: `${by} in cell ${cell}`,
    }),
  );
  return [...modules, ...files];
}

/** Null where a param has no place in params.yaml, so that no template can name it. */
function fromRoot(
  parts: readonly PathPart[],
  folder: string,
  isParam: ReadonlySet<string>,
): PathPart[] | null {
  if (parts.some((part) => typeof part !== 'string' && !isParam.has(part.param))) return null;
  const mark = '\0';
  const text = parts.map((part) => (typeof part === 'string' ? part : mark + part.param + mark)).join('');
  const whole = text.startsWith('/') ? posix.normalize(text) : posix.join(folder, text);
  return whole.split(mark).map((piece, index) => (index % 2 === 0 ? piece : { param: piece }));
}

/** What a run only wrote was not read by it, though the source alone could be understood so. */
function agreed(seen: SeenPath[], hasRun: boolean): SeenPath[] {
  if (!hasRun) return seen;
  const byRun = (use: SeenPath['use']) =>
    new Set(
      seen
        .filter((path) => path.use === use && path.why.endsWith('by the run'))
        .map(({ location }) => location),
    );
  const [read, written] = [byRun('read'), byRun('written')];
  return seen.filter(
    ({ use, location }) => use === 'written' || read.has(location) || !written.has(location),
  );
}

/** papermill finds its place by the cell's tag; for nbconvert, a cell reads the params. */
function notebookEdits(
  tool: NotebookTool,
  file: string,
  { cell, tagged }: NotebookParameters,
  { name }: StageChoice,
  { root, folder }: StageSite,
): FileEdit[] {
  const before = readFileSync(file, 'utf8');
  if (tool === 'papermill')
    return tagged ? [] : [{ file, before, after: withTag(before, cell, 'parameters') }];
  const notebookFolder = posix.dirname(locationOf(root, file));
  const params = posix.relative(notebookFolder, posix.join(folder, paramsFile));
  const source = [
    `# Values of the stage "${name}"`,
    'import yaml',
    '',
    `with open(${JSON.stringify(params)}) as params:`,
    `    globals().update(yaml.safe_load(params)["${name}"])`,
  ].join('\n');
  return [{ file, before, after: withCellAfter(before, cell, source, `params-${name}`.slice(0, 64)) }];
}

function notesOn(
  facts: NotebookFacts,
  parameters: NotebookParameters | null,
  run: NotebookRun | null,
): string[] {
  const hidden = facts.files.filter((entry) => entry.hidden.length > 0);
  const cells = (numbers: number[]) => `${numbers.length === 1 ? 'Cell' : 'Cells'} ${numbers.join(', ')}`;
  return [
    ...(run === null
      ? [
          'No tracked run of this notebook has succeeded yet, so only what its source shows is known. A run shows more.',
        ]
      : []),
    ...(run?.isOutdated
      ? ['The notebook has changed since its last tracked run, whose files are among these.']
      : []),
    ...facts.unresolved.map(({ by, cell, url }) =>
      url
        ? `Cell ${cell} uses ${url}: what is on another machine is no dep.`
        : `Cell ${cell}: the path of ${by} cannot be told from the source.`,
    ),
    ...hidden.map(
      (entry) =>
        `${entry.path} depends on ${entry.hidden.join(', ')}: with another value it is another file.`,
    ),
    ...(facts.shell.length > 0 ? [`${cells(facts.shell)} start programs, whose files are not seen.`] : []),
    ...(facts.unread.length > 0 ? [`${cells(facts.unread)} cannot be read as Python.`] : []),
    ...(parameters?.others.length ? ['Parameters without a literal value stay in the notebook.'] : []),
    'The notebook is a dep as a whole: saving it with other outputs makes the stage stale.',
  ];
}
