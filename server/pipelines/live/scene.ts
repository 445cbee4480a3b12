import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { DataSources } from '../data-sources.ts';
import { defaultSettings } from '../dvc-settings.ts';
import type { PathHasher } from '../hashing/path-hasher.ts';
import type { LockFiles } from '../lock-file.ts';
import { MadePaths, StoredPaths } from '../missing-inputs.ts';
import { ObjectCache } from '../object-cache.ts';
import { pipelineRoot, type SurveyedPipelines, surveyPipelines } from '../pipeline-workspace.ts';
import { StageJudge } from '../stage-judge.ts';
import type { Court } from './judge-stage.ts';
import { StagePaths } from './stage-paths.ts';

export interface SceneParts {
  /** Absolute, of the workspace. */
  folder: string;
  hasherOf: (root: string) => PathHasher;
  locksOf: (root: string) => LockFiles;
}

/** The pipelines as their files describe them, and what it takes to judge their stages. */
export interface Scene {
  survey: SurveyedPipelines;
  places: StagePaths;
  court: Court;
}

export function readScene({ folder, hasherOf, locksOf }: SceneParts): Scene {
  const survey = surveyOrFault(folder);
  const { root, settings, order } = survey;
  const hasher = hasherOf(root);
  const locks = locksOf(root);
  const cache = new ObjectCache(settings);
  return {
    survey,
    places: new StagePaths(root, order),
    court: {
      root,
      hasher,
      locks,
      made: new MadePaths(order),
      stored: new StoredPaths(survey, cache),
      judge: new StageJudge(root, hasher, locks, cache),
    },
  };
}

/** Whether a change there may be one of the pipelines themselves. */
export function bearsOnSurvey(path: string, { survey, places }: Scene): boolean {
  const { root, read, folders } = survey;
  const name = basename(path);
  if (
    name === 'dvc.yaml' ||
    name === '.dvcignore' ||
    name.endsWith('.dvc') ||
    dirname(path) === join(root, '.dvc')
  )
    return true;
  if (read.some((file) => absolute(root, file) === path)) return true;
  const isIn = (folder: string) => folders.includes(relative(root, folder).split(sep).join('/') || '.');
  // A folder that is polled, or that is new or gone.
  return isIn(path) || (isIn(dirname(path)) && places.makersOf(path).size === 0 && isFolder(path));
}

export function absolute(root: string, location: string): string {
  return isAbsolute(location) ? location : join(root, location);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Where DVC's own configuration cannot be read there are no stages, and that is the fault. */
function surveyOrFault(folder: string): SurveyedPipelines {
  try {
    return surveyPipelines(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const root = pipelineRoot(folder);
    const fault = { file: '.dvc/config', line: 1, column: 1, message: error.message };
    return { ...emptySurvey(root), problems: [fault] };
  }
}

function emptySurvey(root: string): SurveyedPipelines {
  return {
    root,
    settings: defaultSettings(root),
    data: new DataSources([]),
    declared: { metrics: [], plots: [] },
    files: [],
    read: [],
    folders: [],
    order: [],
    needs: new Map(),
    problems: [],
  };
}
