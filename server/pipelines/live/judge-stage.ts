import { UserError } from '../../core/user-error.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { PathHasher } from '../hashing/path-hasher.ts';
import type { LockFiles } from '../lock-file.ts';
import { type MadePaths, missingInputs, type StoredPaths } from '../missing-inputs.ts';
import type { StageJudge } from '../stage-judge.ts';
import type { StageVerdict } from './stage-verdicts.ts';

/** By what stages are judged. */
export interface Court {
  root: string;
  made: MadePaths;
  stored: StoredPaths;
  hasher: PathHasher;
  locks: LockFiles;
  judge: StageJudge;
}

/** Never rejects for what the user's files are like: what cannot be judged has its reasons. */
export async function judgeStage(
  stage: Stage,
  { root, made, stored, hasher, judge }: Court,
): Promise<StageVerdict> {
  const { file, line, column } = stage;
  try {
    const missing = missingInputs(stage, { made, stored }, root, hasher);
    if (missing.length > 0)
      return { reasons: null, unknown: missing.map(({ message }) => message), faults: missing };
    const { inputReasons, outReasons } = await judge.judge(stage);
    return { reasons: [...inputReasons, ...outReasons], unknown: [], faults: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const faults = error instanceof UserError ? [{ file, line, column, message }] : [];
    return { reasons: null, unknown: [message], faults };
  }
}
