import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';
/** Reading is offered in Restricted Mode too. */
const readable = 'workspaceFolderCount > 0';
const pythonFile = 'resourceLangId == python && resourceScheme == file';
const notebook = "notebookType == 'jupyter-notebook'";
const onRun = 'view == slipway.runs && viewItem =~ /\\brun\\b/';
const onChangeableRun = `${onRun} && isWorkspaceTrusted`;
const onActiveRun = `${onChangeableRun} && viewItem =~ /\\bactive\\b/`;
const onLiveRun = 'view == slipway.runs && isWorkspaceTrusted && viewItem =~ /\\blive\\b/';

/** Every command of tracking, once: its title, where it is offered, and when. */
export const trackingCommands = {
  'slipway.runPythonFile': {
    title: 'Run Python File as Tracked Run',
    icon: '$(beaker)',
    palette: `${trusted} && resourceLangId == python`,
    menus: {
      'editor/title/run': { when: `isWorkspaceTrusted && ${pythonFile}`, group: 'navigation@11' },
      'explorer/context': { when: 'isWorkspaceTrusted && resourceExtname == .py', group: '2_slipway@1' },
    },
  },
  'slipway.debugPythonFile': {
    title: 'Debug as Tracked Run',
    icon: '$(debug-alt)',
    palette: `${trusted} && resourceLangId == python`,
    menus: {
      'editor/title/run': { when: `isWorkspaceTrusted && ${pythonFile}`, group: 'navigation@12' },
      'explorer/context': { when: 'isWorkspaceTrusted && resourceExtname == .py', group: '2_slipway@2' },
    },
  },
  'slipway.runNotebook': {
    title: 'Run Notebook as Tracked Run',
    icon: '$(beaker)',
    palette: `${trusted} && ${notebook}`,
    menus: {
      'notebook/toolbar': { when: `isWorkspaceTrusted && ${notebook}`, group: 'navigation/execute@10' },
      'explorer/context': { when: 'isWorkspaceTrusted && resourceExtname == .ipynb', group: '2_slipway@1' },
    },
  },
  'slipway.trackKernel': {
    title: 'Track This Kernel',
    icon: '$(record)',
    palette: `${trusted} && ${notebook}`,
    menus: {
      'notebook/toolbar': { when: `isWorkspaceTrusted && ${notebook}`, group: 'navigation/execute@11' },
    },
  },
  'slipway.runCommand': {
    title: 'Run Command as Tracked Run',
    icon: '$(run-all)',
    palette: trusted,
    menus: {
      'view/title': { when: 'view == slipway.runs && isWorkspaceTrusted', group: 'navigation@1' },
    },
  },
  'slipway.newTrackedTerminal': {
    title: 'New Tracked Terminal',
    icon: '$(terminal)',
    palette: trusted,
    menus: {
      'view/title': { when: 'view == slipway.runs && isWorkspaceTrusted', group: '1_new@1' },
    },
  },
  'slipway.openRunsTable': {
    title: 'Open Runs Table',
    icon: '$(table)',
    palette: readable,
    menus: {
      'view/title': { when: 'view == slipway.runs && slipway.hasRuns', group: 'navigation@2' },
      'view/item/context': {
        when: 'view == slipway.runs && viewItem =~ /\\bexperiment\\b/',
        group: 'inline@1',
      },
    },
  },
  'slipway.openRun': {
    title: 'Open Run',
    icon: '$(go-to-file)',
    palette: 'never',
    menus: { 'view/item/context': { when: onRun, group: '1_open@0' } },
  },
  'slipway.openCharts': {
    title: 'Open Charts',
    icon: '$(graph-line)',
    palette: `${readable} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onRun, group: 'inline@2' } },
  },
  'slipway.compareRuns': {
    title: 'Compare Runs',
    icon: '$(diff)',
    palette: `${readable} && slipway.hasRuns`,
    menus: {
      'view/item/context': { when: `${onRun} && listMultiSelection`, group: '1_open@3' },
    },
  },
  // It opens a terminal, which VS Code refuses in an untrusted folder; the run's panel shows its output there.
  'slipway.showOutput': {
    title: 'Show Output',
    icon: '$(output)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': { when: `${onChangeableRun} && viewItem =~ /\\bexecuted\\b/`, group: '1_open@1' },
    },
  },
  'slipway.openArtifact': {
    title: 'Open Artifact',
    icon: '$(go-to-file)',
    palette: `${readable} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onRun, group: '1_open@2' } },
  },
  'slipway.stopRun': {
    title: 'Stop Run',
    icon: '$(debug-stop)',
    palette: `${trusted} && slipway.liveRuns > 0`,
    menus: { 'view/item/context': { when: onLiveRun, group: 'inline@3' } },
  },
  'slipway.rerun': {
    title: 'Rerun',
    icon: '$(debug-rerun)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': { when: `${onActiveRun} && viewItem =~ /\\bexecuted\\b/`, group: '2_change@1' },
    },
  },
  'slipway.renameRun': {
    title: 'Rename Run',
    icon: '$(edit)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onActiveRun, group: '2_change@2' } },
  },
  'slipway.editNote': {
    title: 'Edit Note',
    icon: '$(note)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onActiveRun, group: '2_change@3' } },
  },
  'slipway.starRun': {
    title: 'Star Run',
    icon: '$(star-empty)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': {
        when: `${onActiveRun} && !(viewItem =~ /\\bstarred\\b/)`,
        group: '2_change@4',
      },
    },
  },
  'slipway.unstarRun': {
    title: 'Unstar Run',
    icon: '$(star-full)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': { when: `${onActiveRun} && viewItem =~ /\\bstarred\\b/`, group: '2_change@4' },
    },
  },
  'slipway.addTag': {
    title: 'Add Tag',
    icon: '$(tag)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onActiveRun, group: '2_change@5' } },
  },
  'slipway.removeTag': {
    title: 'Remove Tag',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onActiveRun, group: '2_change@6' } },
  },
  'slipway.deleteRun': {
    title: 'Delete Run',
    icon: '$(trash)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: onActiveRun, group: '9_delete@1' } },
  },
  'slipway.restoreRun': {
    title: 'Restore Run',
    icon: '$(discard)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': { when: `${onChangeableRun} && viewItem =~ /\\bdeleted\\b/`, group: '9_delete@1' },
    },
  },
  'slipway.showDeletedRuns': {
    title: 'Show Deleted Runs',
    icon: '$(eye)',
    palette: `${readable} && !slipway.showsDeleted`,
    menus: {
      'view/title': { when: 'view == slipway.runs && !slipway.showsDeleted', group: '3_show@1' },
    },
  },
  'slipway.hideDeletedRuns': {
    title: 'Hide Deleted Runs',
    icon: '$(eye-closed)',
    palette: `${readable} && slipway.showsDeleted`,
    menus: {
      'view/title': { when: 'view == slipway.runs && slipway.showsDeleted', group: '3_show@1' },
    },
  },
  'slipway.loadMoreRuns': { title: 'Load More Runs', palette: 'never' },
  'slipway.refreshRuns': {
    title: 'Refresh Runs',
    icon: '$(refresh)',
    palette: readable,
    menus: { 'view/title': { when: 'view == slipway.runs', group: 'navigation@3' } },
  },
  'slipway.chooseTracker': {
    title: 'Choose Tracker',
    icon: '$(server)',
    palette: trusted,
    menus: { 'view/title': { when: 'view == slipway.runs && isWorkspaceTrusted', group: '4_runner@1' } },
  },
  'slipway.copyTrackingUri': {
    title: 'Copy Tracking URI',
    icon: '$(copy)',
    palette: trusted,
    menus: { 'view/title': { when: 'view == slipway.runs && isWorkspaceTrusted', group: '4_runner@2' } },
  },
  'slipway.stopRunner': {
    title: 'Stop Runner',
    icon: '$(stop-circle)',
    palette: `${trusted} && slipway.connected`,
    menus: {
      'view/title': {
        when: 'view == slipway.runs && isWorkspaceTrusted && slipway.connected',
        group: '4_runner@3',
      },
    },
  },
  'slipway.openWalkthrough': { title: 'Open Walkthrough', icon: '$(book)', palette: 'always' },
  'slipway.showLog': {
    title: 'Show Log',
    icon: '$(output)',
    palette: 'always',
    menus: { 'view/title': { when: 'view == slipway.runs', group: '4_runner@4' } },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
