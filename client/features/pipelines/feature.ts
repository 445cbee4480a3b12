import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { showFailures } from './failures/show-failures.ts';
import { StageLenses } from './lens/stage-lenses.ts';
import { LivePipelines } from './live-pipelines.ts';
import { Pipelines } from './pipelines.ts';
import { registerDryRuns } from './run/dry-run-documents.ts';
import { followAgain } from './run/follow-run.ts';
import { showFaults } from './show-faults.ts';
import { StageTasks } from './tasks/stage-tasks.ts';
import { registerPipelinesTree } from './tree/register.ts';

/** Pipelines of dvc.yaml: seeing their stages, and running them. Handlers are imported when first used. */
export const pipelinesFeature: Feature = (host) => {
  const pipelines = new Pipelines(host);
  const live = new LivePipelines(host.runners);
  const tasks = new StageTasks(pipelines);
  const run = () => import('./run/run-pipelines.ts');
  const apart = () => import('./run/run-apart.ts');
  const stage = () => import('./stage-commands.ts');
  return vscode.Disposable.from(
    pipelines,
    live,
    live.onDidList((runner) => followAgain(pipelines, runner)),
    registerPipelinesTree(pipelines),
    registerDryRuns(),
    showFaults(pipelines),
    new StageLenses(pipelines),
    tasks,
    showFailures(pipelines, (runId) => tasks.hasShown(runId)),
    registerCommands(host, {
      'slipway.runPipeline': async (passed) => (await run()).runPipeline(pipelines, passed),
      'slipway.runStage': async (...args) =>
        (await run()).runChosen(pipelines, args, {
          title: vscode.l10n.t('Run Stage'),
          reach: 'upstream',
          force: false,
        }),
      'slipway.runOnlyStage': async (...args) =>
        (await run()).runChosen(pipelines, args, {
          title: vscode.l10n.t('Run Only This Stage'),
          reach: 'only',
          force: false,
        }),
      'slipway.runDownstream': async (...args) =>
        (await run()).runChosen(pipelines, args, {
          title: vscode.l10n.t('Run Downstream'),
          reach: 'downstream',
          force: false,
        }),
      'slipway.forceRun': async (...args) =>
        (await run()).runChosen(pipelines, args, {
          title: vscode.l10n.t('Force Run'),
          reach: 'only',
          force: true,
        }),
      'slipway.forceRunDownstream': async (...args) =>
        (await run()).runChosen(pipelines, args, {
          title: vscode.l10n.t('Force Run Downstream'),
          reach: 'downstream',
          force: true,
        }),
      'slipway.runWithParams': async (passed) => (await apart()).runWithParams(pipelines, passed),
      'slipway.rerunPastInputs': async (...args) => (await apart()).rerunPastInputs(pipelines, args),
      'slipway.applyRun': async (...args) => (await apart()).applyRun(pipelines, args),
      'slipway.dryRunPipeline': async (passed) =>
        (await import('./run/dry-run.ts')).dryRun(pipelines, passed),
      'slipway.stopPipeline': async (passed) =>
        (await import('./run/stop-pipeline.ts')).stopPipeline(live, passed),
      'slipway.resumePipeline': async (...args) =>
        (await import('./run/resume-pipeline.ts')).resumePipeline(pipelines, args),
      'slipway.createPipeline': async () => (await import('./create-pipeline.ts')).createPipeline(pipelines),
      'slipway.goToStage': async (passed, options) => (await stage()).goToStage(pipelines, passed, options),
      'slipway.showStageRun': async (...args) => (await stage()).showStageRun(pipelines, args),
      'slipway.showStageOutput': async (...args) => (await stage()).showStageOutput(pipelines, args),
      'slipway.copyStageCommand': async (...args) => (await stage()).copyCommand(pipelines, args),
    }),
  );
};
