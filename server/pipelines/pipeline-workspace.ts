import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Memo } from '../core/memo.ts';
import { UserError } from '../core/user-error.ts';
import { readDataFile } from '../manifests/dvc/data-file.ts';
import type { MeasuredFiles, PipelineProblem, Stage } from '../manifests/dvc/pipeline.ts';
import { type StageGraph, stageGraph } from '../manifests/dvc/stage-graph.ts';
import { DataSources } from './data-sources.ts';
import { DvcIgnore } from './dvc-ignore.ts';
import { type DvcSettings, readDvcSettings } from './dvc-settings.ts';
import { findProjectFiles } from './project-files.ts';
import { type ReadPipeline, readPipeline } from './read-pipeline.ts';

const shownProblems = 20;
const graphs = new Memo<StageGraph>(20);

/** All pipelines of a folder, read as they are now. */
export interface PipelineWorkspace extends Omit<StageGraph, 'problems'> {
  /** Absolute: where `.dvc` lies, otherwise the workspace folder. */
  root: string;
  settings: DvcSettings;
  /** What its `.dvc` files name. */
  data: DataSources;
  /** What the top levels of its dvc.yaml files name. */
  declared: MeasuredFiles;
}

/** All pipelines of a folder as far as they can be read; what is wrong stands beside what is right. */
export interface SurveyedPipelines extends PipelineWorkspace {
  /** Locations of every dvc.yaml. */
  files: string[];
  /** Locations of what their templates read. */
  read: string[];
  /** Locations of all folders in which a dvc.yaml counts. */
  folders: string[];
  problems: PipelineProblem[];
}

/**
 * Reads every dvc.yaml of the folder.
 * @throws UserError `SLW-PIPELINE-NONE` where there is none, `SLW-PIPELINE-INVALID` with each problem's file and line
 */
export function readPipelines(folder: string, drafts: SurveyDrafts = {}): PipelineWorkspace {
  const { root, settings, data, declared, order, needs, files, problems } = surveyPipelines(folder, drafts);
  if (files.length === 0)
    throw new UserError(
      'SLW-PIPELINE-NONE',
      `There is no dvc.yaml in ${root}.`,
      'A pipeline is described in a dvc.yaml: https://dvc.org/doc/user-guide/project-structure/dvcyaml-files',
    );
  if (problems.length > 0) throw invalid(problems);
  return { root, settings, data, declared, order, needs };
}

/** What to survey with, in place of what is on disk. */
export interface SurveyDrafts {
  settings?: DvcSettings;
  /** Texts by location. */
  texts?: ReadonlyMap<string, string>;
}

/** Stages that stand in a circle come as they are written. */
export function surveyPipelines(
  folder: string,
  { settings: given, texts: drafts = new Map() }: SurveyDrafts = {},
): SurveyedPipelines {
  const root = pipelineRoot(folder);
  const settings = given ?? readDvcSettings(root, folder);
  const ignore = new DvcIgnore(root);
  const { pipelines: found, dataFiles, folders } = findProjectFiles(root, ignore, settings.usesGit);
  const drafted = [...drafts.keys()].filter((location) => posix.basename(location) === 'dvc.yaml');
  const read = new Set<string>();
  const stages: Stage[] = [];
  const declared: MeasuredFiles = { metrics: [], plots: [] };
  const problems: PipelineProblem[] = [];
  const files: string[] = [];
  const pieces: ReadPipeline[] = [];
  const outs = new Set<string>();
  for (const file of new Set([...found, ...drafted])) {
    // What a stage made is data, whatever it looks like.
    if (liesIn(file, outs)) continue;
    files.push(file);
    const parsed = readPipeline(root, file, settings.templateStyle, drafts);
    pieces.push(parsed);
    stages.push(...parsed.stages);
    problems.push(...parsed.problems);
    for (const location of parsed.read) read.add(location);
    declared.metrics.push(...parsed.declared.metrics);
    declared.plots.push(...parsed.declared.plots);
    for (const stage of parsed.stages) for (const { location } of stage.outs) outs.add(location);
  }
  problems.push(...ignoredOuts(stages, ignore));
  const described = dataFiles
    .filter((file) => !liesIn(file, outs))
    .map((file) => readDataFile(readFileSync(join(root, file), 'utf8'), file));
  problems.push(...described.flatMap((file) => file.problems));
  const data = new DataSources(described.flatMap((file) => file.outs));
  problems.push(...data.tangles(stages));
  const {
    order,
    needs,
    problems: tangles,
  } = graphs.find(root, pieces) ?? graphs.keep(root, pieces, stageGraph(stages));
  problems.push(...tangles);
  return {
    root,
    settings,
    data,
    declared,
    files,
    read: [...read],
    folders,
    order: order.length > 0 ? order : stages,
    needs,
    problems,
  };
}

/** Absolute: where `.dvc` lies, at or above the folder, otherwise the folder. */
export function pipelineRoot(folder: string): string {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, '.dvc', 'config'))) return candidate;
    if (dirname(candidate) === candidate) return folder;
  }
}

function liesIn(location: string, folders: ReadonlySet<string>): boolean {
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    if (folders.has(location.slice(0, end))) return true;
  return false;
}

/** DVC would neither hash nor cache them. */
function ignoredOuts(stages: readonly Stage[], ignore: DvcIgnore): PipelineProblem[] {
  return stages.flatMap(({ file, line, column, address, outs }) =>
    outs
      .filter(({ location }) => ignore.ignores(location, false) || ignore.ignores(location, true))
      .map(({ path }) => ({
        file,
        line,
        column,
        message: `${path}, an out of "${address}", is ignored by .dvcignore`,
      })),
  );
}

function invalid(problems: PipelineProblem[]): UserError {
  const lines = problems
    .slice(0, shownProblems)
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  if (problems.length > shownProblems) lines.push(`and ${problems.length - shownProblems} more`);
  return new UserError('SLW-PIPELINE-INVALID', lines.join('\n'), 'Nothing was run.');
}
