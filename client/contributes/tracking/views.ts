import type { ViewContainerContribution, ViewContribution, WelcomeContribution } from '../types.ts';

export const trackingContainers = {
  slipway: { title: 'Slipway', icon: 'client/media/activity-bar.svg' },
} as const satisfies Record<string, ViewContainerContribution>;

export const trackingViews = {
  'slipway.runs': { name: 'Runs', container: 'slipway', icon: 'client/media/activity-bar.svg' },
} as const satisfies Record<`slipway.${string}`, ViewContribution>;

export const trackingWelcomes: WelcomeContribution[] = [
  {
    view: 'slipway.runs',
    when: 'workspaceFolderCount == 0',
    contents:
      'Open a folder to track runs of its scripts and notebooks.\n[Open Folder](command:vscode.openFolder)',
  },
  {
    view: 'slipway.runs',
    when: '!isWorkspaceTrusted && workspaceFolderCount > 0',
    contents:
      'Slipway starts nothing in a folder that you do not trust; runs that it holds are shown here for reading.\n[Manage Workspace Trust](command:workbench.trust.manage)',
  },
  {
    view: 'slipway.runs',
    when: 'isWorkspaceTrusted && slipway.runsState == empty',
    contents:
      'No runs yet. A tracked run keeps the parameters, metrics, artifacts, code version and environment of what you start. Your script needs no change.\n[Run Python File as Tracked Run](command:slipway.runPythonFile)\n[Run Command as Tracked Run](command:slipway.runCommand)\n[New Tracked Terminal](command:slipway.newTrackedTerminal)\nHave runs already? [Import them](command:slipway.importRuns) from MLflow, TensorBoard or DVC.\nNew here? [See how it works](command:slipway.openWalkthrough).',
  },
  {
    view: 'slipway.runs',
    when: 'isWorkspaceTrusted && slipway.runsState == failed',
    contents:
      'The runs of this folder cannot be shown: the Slipway runner does not answer. It is tried again by itself.\n[Try Again](command:slipway.refreshRuns)\n[Show Log](command:slipway.showLog)',
  },
  {
    view: 'slipway.runs',
    when: 'isWorkspaceTrusted && slipway.runsState == outdated',
    contents:
      'The runner of this folder is newer than this window’s extension. Update the Slipway extension and reload the window; what runs goes on.\n[Reload Window](command:workbench.action.reloadWindow)\n[Show Extensions](command:workbench.view.extensions)',
  },
];
