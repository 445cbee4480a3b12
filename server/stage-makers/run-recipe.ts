import type { ExecutionRecipe } from '../../schemas/protocol/executions.ts';
import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import type { RunRecords } from './run-records.ts';

/**
 * What a run started.
 * @throws UserError for a run that is a stage's already, that has not ended, or whose command is not known
 */
export function recipeOfRun({ info, tags }: Run, table: RunRecords['table']): ExecutionRecipe {
  if (tags[runTags.stage] !== undefined)
    throw new UserError(
      'SLW-STAGE-IS-ONE',
      `This run is one of the stage "${tags[runTags.stage]}".`,
      'Edit that stage in its dvc.yaml.',
    );
  if (info.status === 'RUNNING' || info.status === 'SCHEDULED')
    throw new UserError(
      'SLW-STAGE-RUN-LIVE',
      'This run has not ended: what it will write is not known yet.',
      'Wait for its end.',
    );
  const recipe = table.recipeOfRun(info.runId);
  if (recipe !== null) return recipe;
  throw new UserError(
    'SLW-STAGE-NO-COMMAND',
    'The command of this run is not known: Slipway starts only scripts, notebooks and commands itself, not what runs in a debugger, terminal or kernel, nor what was imported.',
    'Run it as a tracked run (slipway run -- COMMAND), and make the stage of that run.',
  );
}
