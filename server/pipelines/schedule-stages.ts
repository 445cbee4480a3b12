import type { StageReport } from '../../schemas/protocol/pipelines.ts';
import type { Graph } from '../core/graph.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { StageLine } from './stage-line.ts';

/** Why a stage that had not begun did not. */
export const beforeItsTurn = 'the run ended before its turn';

export interface Schedule {
  /** In execution order. */
  stages: readonly Stage[];
  needs: Graph<string>;
  /** At most so many at once. */
  jobs: number;
  /** After a failure, go on with all that does not depend on it. */
  keepGoing: boolean;
  signal: AbortSignal;
}

export interface Turn {
  /** Aborted when what has not begun shall not. */
  begin: AbortSignal;
  /** Leaves its job to the next one: what is still to be done is no work of the stage's own. Once is enough. */
  yield: () => void;
}

/**
 * Works on every stage once all that it needs is done, the first in order first. What needs a failed stage is
 * blocked, and so is, unless told to keep going, whatever had not begun. Reports in execution order.
 */
export async function scheduleStages(
  { stages, needs, jobs, keepGoing, signal }: Schedule,
  work: (stage: Stage, turn: Turn) => Promise<StageReport>,
): Promise<StageReport[]> {
  const reports = new Map<string, StageReport>();
  const line = new StageLine(stages, needs);
  const running = new Set<Promise<void>>();
  /** Those that hold a job. */
  const busy = new Set<Stage>();
  let yielded = Promise.withResolvers<void>();
  const leave = (stage: Stage) => {
    if (!busy.delete(stage)) return;
    yielded.resolve();
    yielded = Promise.withResolvers();
  };
  const halt = new AbortController();
  const begin = AbortSignal.any([signal, halt.signal]);
  const settle = (stage: Stage, report: StageReport) => {
    reports.set(stage.address, report);
    line.settle(stage);
    if (report.state === 'failed' && !keepGoing) halt.abort();
  };
  for (;;) {
    while (busy.size < jobs) {
      const stage = line.take();
      if (!stage) break;
      const failed = [...line.upstream(stage)].filter((name) => isBad(reports.get(name)));
      if (failed.length > 0) settle(stage, blocked(stage, `it needs ${failed.join(', ')}`));
      else if (begin.aborted) settle(stage, blocked(stage, beforeItsTurn));
      else {
        busy.add(stage);
        const task = work(stage, { begin, yield: () => leave(stage) }).then((report) => {
          settle(stage, report);
          running.delete(task);
          leave(stage);
        });
        running.add(task);
      }
    }
    if (running.size === 0) break;
    await Promise.race([...running, yielded.promise]);
  }
  return stages.flatMap(({ address }) => reports.get(address) ?? []);
}

/** It failed, or needs what did. */
function isBad(report: StageReport | undefined): boolean {
  return (
    report?.state === 'failed' || (report?.state === 'blocked' && !report.reasons.includes(beforeItsTurn))
  );
}

function blocked({ address }: Stage, reason: string): StageReport {
  return { name: address, state: 'blocked', reasons: [reason], durationMs: 0 };
}
