import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';
const ready = `${trusted} && slipway.pipelinesState == ready`;
const readable = 'workspaceFolderCount > 0 && slipway.pipelinesState == ready';
const view = 'view == slipway.pipelines';
const onRunnable = `${view} && isWorkspaceTrusted && viewItem =~ /\\brunnable\\b/`;
const onIdle = `${onRunnable} && !(viewItem =~ /\\blive\\b/)`;
const onLive = `${onRunnable} && viewItem =~ /\\blive\\b/`;
const onStage = `${view} && viewItem =~ /\\bstage\\b/`;
const onRan = `${onStage} && viewItem =~ /\\bran\\b/`;
/** On a node of the graph. */
const graph = "webviewId == 'slipway.pipeline-graph'";
const inGraph = `${graph} && webviewSection =~ /^(stage|group)$/`;
const stageInGraph = `${graph} && webviewSection == stage`;
const runnableInGraph = `${inGraph} && isWorkspaceTrusted`;
const onPipelineRun =
  'view == slipway.runs && isWorkspaceTrusted && viewItem =~ /\\bpipeline\\b/ && viewItem =~ /\\bactive\\b/';
/** One that was stopped or failed. */
const onUnfinishedRun = `${onPipelineRun} && viewItem =~ /\\bunfinished\\b/`;
const pipelineFile = 'resourceFilename == dvc.yaml';

/** Every command about pipelines of dvc.yaml. */
export const pipelinesCommands = {
  'slipway.runPipeline': {
    title: 'Run Pipeline',
    icon: '$(play)',
    palette: ready,
    menus: {
      'view/title': { when: `${view} && ${ready}`, group: 'navigation@1' },
      'editor/title': { when: `isWorkspaceTrusted && ${pipelineFile}`, group: 'navigation@1' },
      'explorer/context': { when: `isWorkspaceTrusted && ${pipelineFile}`, group: '2_slipway@1' },
    },
  },
  'slipway.runStage': {
    title: 'Run Stage',
    icon: '$(play)',
    palette: ready,
    menus: {
      'view/item/context': [
        { when: onIdle, group: 'inline@1' },
        { when: onIdle, group: '1_run@1' },
      ],
      'webview/context': { when: runnableInGraph, group: '1_run@1' },
    },
  },
  'slipway.runOnlyStage': {
    title: 'Run Only This Stage',
    palette: 'never',
    menus: {
      'view/item/context': { when: onIdle, group: '1_run@2' },
      'webview/context': { when: runnableInGraph, group: '1_run@2' },
    },
  },
  'slipway.runDownstream': {
    title: 'Run Downstream of Stage',
    palette: ready,
    menus: {
      'view/item/context': { when: onIdle, group: '1_run@3' },
      'webview/context': { when: runnableInGraph, group: '1_run@3' },
    },
  },
  'slipway.forceRun': {
    title: 'Force Run of Stage',
    palette: ready,
    menus: {
      'view/item/context': { when: onIdle, group: '1_run@4' },
      'webview/context': { when: runnableInGraph, group: '1_run@4' },
    },
  },
  'slipway.forceRunDownstream': {
    title: 'Force Run Downstream of Stage',
    palette: ready,
    menus: {
      'view/item/context': { when: onIdle, group: '1_run@5' },
      'webview/context': { when: runnableInGraph, group: '1_run@5' },
    },
  },
  'slipway.runWithParams': {
    title: 'Run with Params…',
    icon: '$(settings)',
    palette: ready,
    menus: {
      'view/title': { when: `${view} && ${ready}`, group: '1_run@1' },
      'view/item/context': { when: onRunnable, group: '1_run@6' },
    },
  },
  'slipway.rerunPastInputs': {
    title: 'Rerun with Past Inputs…',
    icon: '$(history)',
    palette: ready,
    menus: { 'view/item/context': { when: onPipelineRun, group: '2_change@1' } },
  },
  'slipway.applyRun': {
    title: 'Apply Run to Workspace…',
    icon: '$(repo-pull)',
    palette: ready,
    menus: {
      'view/item/context': { when: `${onPipelineRun} && viewItem =~ /\\bapart\\b/`, group: '2_change@2' },
    },
  },
  'slipway.dryRunPipeline': {
    title: 'Dry Run Pipeline',
    icon: '$(checklist)',
    palette: ready,
    menus: {
      'view/title': { when: `${view} && ${ready}`, group: '1_run@2' },
      'view/item/context': { when: onRunnable, group: '1_run@6' },
      'explorer/context': { when: `isWorkspaceTrusted && ${pipelineFile}`, group: '2_slipway@2' },
    },
  },
  'slipway.stopPipeline': {
    title: 'Stop Pipeline',
    icon: '$(debug-stop)',
    palette: `${trusted} && slipway.runningPipelines > 0`,
    menus: {
      'view/title': {
        when: `${view} && isWorkspaceTrusted && slipway.runningPipelines > 0`,
        group: 'navigation@2',
      },
      'view/item/context': [
        { when: onLive, group: 'inline@1' },
        { when: onLive, group: '1_run@1' },
      ],
    },
  },
  'slipway.resumePipeline': {
    title: 'Resume Pipeline',
    icon: '$(debug-continue)',
    palette: ready,
    menus: {
      'view/title': { when: `${view} && ${ready}`, group: '1_run@3' },
      'view/item/context': [
        { when: onIdle, group: '1_run@7' },
        { when: onUnfinishedRun, group: '2_change@3' },
      ],
    },
  },
  'slipway.goToStage': {
    title: 'Go to Stage',
    icon: '$(go-to-file)',
    palette: readable,
    menus: {
      'view/item/context': { when: `${view} && viewItem =~ /\\brunnable\\b/`, group: '2_open@1' },
      'webview/context': { when: inGraph, group: '2_open@1' },
    },
  },
  'slipway.showStageRun': {
    title: 'Show Run',
    icon: '$(beaker)',
    palette: 'never',
    menus: {
      'view/item/context': { when: onRan, group: '2_open@2' },
      'webview/context': { when: `${stageInGraph} && stageRan`, group: '2_open@2' },
    },
  },
  'slipway.showStageOutput': {
    title: 'Show Output',
    icon: '$(output)',
    palette: 'never',
    menus: {
      'view/item/context': { when: `isWorkspaceTrusted && ${onRan}`, group: '2_open@3' },
      'webview/context': { when: `${stageInGraph} && stageRan && isWorkspaceTrusted`, group: '2_open@3' },
    },
  },
  'slipway.copyStageCommand': {
    title: 'Copy Command',
    icon: '$(copy)',
    palette: 'never',
    menus: {
      'view/item/context': { when: onStage, group: '5_copy@1' },
      'webview/context': { when: stageInGraph, group: '5_copy@1' },
    },
  },
  'slipway.createPipeline': {
    title: 'Create Pipeline',
    icon: '$(add)',
    palette: `${trusted} && slipway.pipelinesState != ready`,
  },
  'slipway.showOnlyDueStages': {
    title: 'Show Only Stages That Are Not up to Date',
    icon: '$(filter)',
    palette: `${readable} && !slipway.showsOnlyDue`,
    menus: {
      'view/title': { when: `${view} && ${readable} && !slipway.showsOnlyDue`, group: 'navigation@3' },
    },
  },
  'slipway.showAllStages': {
    title: 'Show All Stages',
    icon: '$(filter-filled)',
    palette: `${readable} && slipway.showsOnlyDue`,
    menus: { 'view/title': { when: `${view} && slipway.showsOnlyDue`, group: 'navigation@3' } },
  },
  'slipway.refreshPipelines': {
    title: 'Refresh Pipelines',
    icon: '$(refresh)',
    palette: 'workspaceFolderCount > 0',
    menus: { 'view/title': { when: view, group: '3_refresh@1' } },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
