import type { ExecutionRequests } from '../../../schemas/protocol/executions.ts';
import { UserError } from '../../core/user-error.ts';
import type { AbandonedWatch } from '../../executions/abandoned-watch.ts';
import type { ExecutionTable } from '../../executions/execution-table.ts';
import type { Executions } from '../../executions/executions.ts';
import {
  commandLaunch,
  type LaunchSite,
  preparedVariables,
  pythonLaunch,
  terminalVariables,
} from '../../executions/launch.ts';
import type { Terminals } from '../../executions/terminals.ts';
import { notebookLaunch } from '../../notebooks/notebook-launch.ts';
import type { PipelineRuns } from '../../pipelines/pipeline-runs.ts';
import type { OutputFeed } from '../output-feed.ts';
import type { MethodsOf } from '../session.ts';

export function executionMethods(
  executions: Executions,
  table: ExecutionTable,
  terminals: Terminals,
  watch: AbandonedWatch,
  site: LaunchSite,
  output: OutputFeed,
  pipelines: Pick<PipelineRuns, 'stop'>,
): MethodsOf<ExecutionRequests> {
  return {
    'executions/startPython': async (params) => executions.start(await pythonLaunch(site, params)),
    'executions/startNotebook': async (params) => executions.start(await notebookLaunch(site, params)),
    'executions/startCommand': async (params) => {
      if (params.command.length === 0)
        throw new UserError('SLW-COMMAND-EMPTY', 'There is no command to run.');
      return executions.start(await commandLaunch(site, params));
    },
    'terminals/open': async (params) => {
      const { terminalId, secret } = terminals.open();
      return { terminalId, env: await terminalVariables(site, params, terminalId, secret) };
    },
    'executions/prepare': async (params, session) => {
      const { kind, commandLine } = params;
      const prepared = await executions.prepare({
        kind,
        commandLine: site.redact(commandLine),
        context: params,
        recipe: null,
        file: params.file ?? null,
        interpreter: params.interpreter ?? null,
        terminalId: params.terminalId ?? null,
      });
      if (params.terminalId) terminals.point(params.terminalId, prepared.executionId, prepared.runId);
      const env = await preparedVariables(site, params, prepared);
      watch.own(prepared.executionId, session);
      executions.began(prepared.executionId);
      return { executionId: prepared.executionId, runId: prepared.runId, env };
    },
    'executions/finish': async (params) => {
      terminals.ended(params.executionId);
      await executions.finish(params.executionId, params.exitCode, params.reason ?? null);
      return null;
    },
    'executions/stop': async (params) => {
      if (!pipelines.stop(params.runId)) await executions.stop(params.runId);
      return null;
    },
    'executions/list': async (params) => ({ executions: table.list(params.state ?? 'all') }),
    'executions/get': async (params) => ({ execution: table.latestOfRun(params.runId) }),
    'executions/recipe': async (params) => ({ recipe: table.recipeOfRun(params.runId) }),
    'executions/readOutput': async (params, session) => output.read(params, session),
  };
}
