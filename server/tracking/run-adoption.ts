import type { Run } from '../../schemas/protocol/tracking.ts';
import type { Tracker } from './tracker.ts';

export type CreateRunRequest = Parameters<Tracker['createRun']>[0];

/** Runs that were prepared for an execution before its script asked for one. */
export interface RunAdoption {
  /**
   * Gives the prepared run to the first that asks: it moves to the experiment that the request names and takes
   * its name, tags, start time and user where they are not empty; our own tags stay. Null where the run is taken
   * already, deleted or gone. Of several that ask at once exactly one gets it, whatever was restarted in between.
   */
  adoptRun(preparedRunId: string, request: CreateRunRequest): Promise<Run | null>;
}
