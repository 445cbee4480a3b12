import { resolve } from 'node:path';
import type { StageReach, StageReport } from '../../../../schemas/protocol/pipelines.ts';
import { exitCodes, type parseOptions, UsageError } from '../../command.ts';
import { watchForFullDisk } from '../../full-disk-notice.ts';
import { followOperation } from '../../operation.ts';
import { withRunner } from '../../runner.ts';
import { failedOutputs, stageJson, stageTable } from '../../stage-table.ts';
import { runNamed } from '../runs/choose-runs.ts';
import { currentFolder, ownEnvironment } from './own-environment.ts';

export const pipelineRunOptions = {
  force: { type: 'boolean', default: false },
  dry: { type: 'boolean', default: false },
  only: { type: 'boolean', default: false },
  downstream: { type: 'boolean', default: false },
  set: { type: 'string', multiple: true },
  'inputs-of': { type: 'string' },
  resume: { type: 'string' },
  jobs: { type: 'string' },
  'keep-going': { type: 'boolean', default: false },
  'fail-fast': { type: 'boolean', default: false },
} as const;

export const pipelineRunUsage = `Usage: slipway run [STAGE…] [OPTIONS]
  Runs the pipelines of the folder (dvc.yaml), or the stages named and all that they need: what is up to date is left.

  --only              the stages named and nothing else
  --downstream        the stages named and all that needs them
  --force             run what is up to date too
  --dry               say what would run, and run nothing
  --set KEY=VALUE     a param's value for this run alone, in a private copy of the workspace; may be repeated
                      (FILE:KEY=VALUE for another file than params.yaml, +KEY=VALUE for a param that is not there)
  --inputs-of RUN     with the exact code, params and data of a past run of a pipeline, in a private copy
  --resume RUN        go on with a run that was stopped or failed, in its private copy where it has one
  --jobs N            stages at once (default: as many as there are cores)
  --keep-going        after a failure, go on with all that does not depend on it (--fail-fast: begin nothing more)
  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"stages": [{"name", "state", "reasons", "durationMs"}]}

Exit code: 0 when all went well, 1 when a stage failed, 2 for wrong words. Ctrl+C and SIGTERM stop what
runs.`;

type Values = ReturnType<typeof parseOptions<typeof pipelineRunOptions>>['values'];

export async function runPipeline(values: Values, stages: string[]): Promise<number> {
  if (values['keep-going'] && values['fail-fast'])
    throw new UsageError('Give either --keep-going or --fail-fast.');
  refuseTogether(values, stages);
  const reach = reachOf(values, stages);
  const jobs = values.jobs === undefined ? null : Number(values.jobs);
  if (jobs !== null && !(Number.isInteger(jobs) && jobs > 0))
    throw new UsageError(`--jobs is "${values.jobs}"; expected a whole number from 1.`);
  const summary = await withRunner(values.workspace, async (client) => {
    const set = values.set ? { set: values.set } : {};
    if (values.dry) return client.request('pipelines/status', { stages, reach, ...set });
    const how = {
      cwd: currentFolder(),
      env: ownEnvironment(),
      force: values.force,
      jobs,
      keepGoing: values['keep-going'],
    };
    const runId = async (word: string) => (await runNamed(client, 'local', word)).info.runId;
    const { operation } = values.resume
      ? await client.request('pipelines/resume', { ...how, runId: await runId(values.resume) })
      : await client.request('pipelines/run', {
          ...how,
          stages,
          reach,
          ...set,
          ...(values['inputs-of'] ? { inputsOf: await runId(values['inputs-of']) } : {}),
        });
    const endWatch = watchForFullDisk(resolve(values.workspace));
    const outcome = await followOperation(client, 'pipeline', operation).finally(endWatch);
    if (outcome.isPrivate)
      console.error(
        `Run ${outcome.runId} ran in a private copy. Take it over: slipway apply ${outcome.runId}`,
      );
    return outcome;
  });
  const reports = values.dry && values.force ? summary.stages.map(forced) : summary.stages;
  console.log(values.json ? stageJson(reports) : stageTable(reports));
  const outputs = failedOutputs(reports);
  if (outputs !== '') console.error(outputs);
  return reports.some(({ state }) => state === 'failed') ? exitCodes.failed : exitCodes.ok;
}

function refuseTogether({ dry, set, resume, 'inputs-of': inputsOf }: Values, stages: string[]): void {
  if (dry && (resume || inputsOf))
    throw new UsageError(
      '--dry says what a run of the workspace would do: leave out --inputs-of and --resume.',
    );
  if (resume && (set || inputsOf || stages.length > 0))
    throw new UsageError(
      '--resume goes on with a run as it was asked for: leave out stages, --set and --inputs-of.',
    );
}

function reachOf({ only, downstream }: Values, stages: string[]): StageReach {
  if (only && downstream) throw new UsageError('Give either --only or --downstream.');
  if ((only || downstream) && stages.length === 0)
    throw new UsageError(`--${only ? 'only' : 'downstream'} wants the name of a stage before or after it.`);
  return only ? 'only' : downstream ? 'downstream' : 'upstream';
}

function forced(report: StageReport): StageReport {
  return report.state === 'fresh'
    ? { ...report, state: 'stale', reasons: ['it was asked for by --force'] }
    : report;
}
