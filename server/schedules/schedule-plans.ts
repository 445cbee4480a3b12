import { join } from 'node:path';
import type { OffPeakHours } from '../core/off-peak.ts';
import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { ScheduleDeclaration } from '../manifests/workspace/workspace-manifest.ts';
import { refuseOwnOuts } from './own-outs.ts';
import { type SchedulePlan, schedulePlan } from './schedule-plan.ts';

/** The stages that a schedule runs, in execution order, and the folder that their paths are from. @throws UserError */
export type StagesOf = (declaration: ScheduleDeclaration) => { root: string; stages: readonly Stage[] };

/** What schedules would run now, and whether that is what a person has consented to. */
export class SchedulePlans {
  readonly #folder: string;
  readonly #stagesOf: StagesOf;

  /** `folder`: of the workspace. */
  constructor(folder: string, stagesOf: StagesOf) {
    this.#folder = folder;
    this.#stagesOf = stagesOf;
  }

  /** @throws UserError for what is wrong with its pipeline, or where it would wait for what it makes itself */
  of(declaration: ScheduleDeclaration, offPeak: OffPeakHours | null): SchedulePlan {
    const { root, stages } = this.#stagesOf(declaration);
    refuseOwnOuts(declaration, stages, {
      out: (location) => join(root, location),
      watched: (path) => join(this.#folder, path),
    });
    return schedulePlan(declaration, offPeak, stages);
  }

  orProblem(declaration: ScheduleDeclaration, offPeak: OffPeakHours | null): SchedulePlan | UserError {
    try {
      return this.of(declaration, offPeak);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
  }

  /**
   * Refuses, now and whenever what it returns is called, stages that were not consented to.
   * @throws UserError `SLW-SCHEDULE-CHANGED`, and what is wrong with its pipeline
   */
  admission(
    declaration: ScheduleDeclaration,
    offPeak: OffPeakHours | null,
    consent: string | null,
  ): (stages: readonly Stage[]) => void {
    const admit = (stages: readonly Stage[]) => {
      if (schedulePlan(declaration, offPeak, stages).consent === consent) return;
      throw new UserError(
        'SLW-SCHEDULE-CHANGED',
        `What "${declaration.name}" would run is not what was consented to when it was armed, so it was not run.`,
        'Look at its commands, then arm it again.',
      );
    };
    admit(this.#stagesOf(declaration).stages);
    return admit;
  }
}
