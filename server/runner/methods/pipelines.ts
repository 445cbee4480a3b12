import { join } from 'node:path';
import type { StartContext } from '../../../schemas/protocol/executions.ts';
import type {
  PipelineOutcome,
  PipelineRequests,
  PipelineRunRequest,
} from '../../../schemas/protocol/pipelines.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { Executor } from '../../pipelines/executors/executor.ts';
import { listParams } from '../../pipelines/list-params.ts';
import type { LivePipelines } from '../../pipelines/live/live-pipelines.ts';
import type { PipelineRuns } from '../../pipelines/pipeline-runs.ts';
import type { Pipelines } from '../../pipelines/pipelines.ts';
import type { Operations } from '../operations.ts';
import type { MethodsOf, Session } from '../session.ts';

export interface PipelineSite {
  pipelines: Pipelines;
  live: LivePipelines;
  runs: PipelineRuns;
  /** For stages that are run with this environment. */
  executorFor: (context: StartContext) => Executor;
  operations: Operations;
}

export function pipelineMethods(site: PipelineSite): MethodsOf<PipelineRequests> {
  const { pipelines, live, runs, operations } = site;
  const watching = new WeakSet<Session>();
  return {
    'pipelines/graph': async ({ stages: names }) => {
      const { workspace, stages } = pipelines.graph(names, 'upstream');
      return {
        stages: stages.map(({ address, group, description, file, line }) => ({
          name: address,
          group,
          description,
          file: join(workspace.root, file),
          line,
          needs: [...(workspace.needs.get(address) ?? [])],
        })),
      };
    },
    'pipelines/view': (_, session) => {
      if (!watching.has(session)) {
        watching.add(session);
        session.onClose(live.listen((change) => session.notify('pipelines/changed', change)));
      }
      return live.view();
    },
    'pipelines/status': (request) => runs.status(request),
    'pipelines/params': async ({ stages: names, reach }) => {
      const { workspace, stages } = pipelines.graph(names, reach);
      return { params: listParams(stages, workspace.root) };
    },
    'pipelines/run': async (params) => ({ operation: startPipeline(site, params).operation }),
    'pipelines/resume': async (params) => ({
      operation: operations.start('pipeline', async (link) => ({
        kind: 'pipeline',
        summary: await runs.resume(params, link),
      })),
    }),
    'pipelines/apply': async (params) => ({
      operation: operations.start('apply', async (link) => ({
        kind: 'apply',
        summary: await runs.apply(params, link),
      })),
    }),
    'pipelines/copies': async () => ({ copies: await runs.copies() }),
    'pipelines/discard': async ({ runId }) => {
      await runs.discard(runId);
      return null;
    },
  };
}

/**
 * `ended` settles as the operation does. `admit` sees the stages before any of them begins; what it throws refuses
 * the run.
 */
export function startPipeline(
  { runs, operations }: PipelineSite,
  params: PipelineRunRequest,
  admit?: (stages: readonly Stage[]) => void,
): { operation: string; ended: Promise<PipelineOutcome> } {
  const operation = operations.start('pipeline', async (link) => ({
    kind: 'pipeline',
    summary: await runs.run(params, link, (chosen) => {
      admit?.(chosen);
      link.report(0, chosen.length, 'begins');
    }),
  }));
  const ended = operations.result(operation).then((result) => {
    if (result.kind !== 'pipeline') throw new Error(`a ${result.kind} ended where a pipeline was started`);
    return result.summary;
  });
  return { operation, ended };
}
