import type { StartContext } from '../../../schemas/protocol/executions.ts';
import type { DeclaredSweep, SweepRequests } from '../../../schemas/protocol/sweeps.ts';
import { UserError } from '../../core/user-error.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { requestedSettings } from '../../sweeps/requested-settings.ts';
import { planOf, type SweepPlan } from '../../sweeps/sweep-plan.ts';
import type { Sweeps } from '../../sweeps/sweeps.ts';
import type { MethodsOf } from '../session.ts';
import type { PipelineSite } from './pipelines.ts';

export function sweepMethods(site: PipelineSite & { sweeps: Sweeps }): MethodsOf<SweepRequests> {
  const { sweeps, pipelines, operations, executorFor } = site;
  /** Operations by the run of their sweep. */
  const live = new Map<string, string>();
  const go = (runId: string, plan: SweepPlan, context: StartContext) => {
    const operation = operations.start('sweep', async ({ signal, report }) => ({
      kind: 'sweep',
      summary: await sweeps.go(runId, plan, {
        context,
        executor: executorFor(context),
        signal,
        onProgress: report,
      }),
    }));
    live.set(runId, operation);
    const forget = () => live.delete(runId);
    operations.result(operation).then(forget, forget);
    return { runId, operation };
  };
  return {
    'sweeps/declared': async () => ({ sweeps: pipelines.graph([], 'upstream').stages.flatMap(declared) }),
    'sweeps/start': async (request) => {
      const stage = chooseStage(pipelines.graph([], 'upstream').stages, request.stage);
      const plan = planOf(stage.address, requestedSettings(request, stage.settings.sweep));
      return go(await sweeps.begin(plan, request), plan, request);
    },
    'sweeps/resume': async ({ runId, ...context }) => go(runId, await sweeps.takeUp(runId), context),
    'sweeps/stop': async ({ runId }) => {
      const operation = live.get(runId);
      if (operation === undefined)
        throw new UserError('SLW-RUN-NOT-LIVE', 'This sweep does not go on: there is nothing to stop.');
      operations.cancel(operation);
      return null;
    },
    'sweeps/view': ({ runId }) => sweeps.view(runId),
  };
}

function declared({ address, settings: { sweep } }: Stage): DeclaredSweep[] {
  if (!sweep) return [];
  const { method, metric, goal, params } = sweep;
  return [
    { stage: address, method, metric, goal, total: planOf(address, sweep).total, params: [...params.keys()] },
  ];
}

function chooseStage(stages: readonly Stage[], name: string): Stage {
  const declaring = stages.filter(({ settings }) => settings.sweep);
  const found = name === '' ? declaring : stages.filter(({ address }) => address === name);
  const [stage, another] = found;
  if (stage && !another) return stage;
  if (name !== '')
    throw new UserError(
      'SLW-STAGE-UNKNOWN',
      `There is no stage "${name}".`,
      `Stages: ${stages.map(({ address }) => address).join(', ')}`,
    );
  throw new UserError(
    'SLW-SWEEP-UNKNOWN',
    another
      ? `Several stages declare a sweep: ${declaring.map(({ address }) => address).join(', ')}.`
      : 'No stage declares a sweep in its meta.slipway.sweep.',
    'Name the stage whose params to search.',
  );
}
