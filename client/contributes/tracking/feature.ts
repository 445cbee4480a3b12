import type { FeatureContribution } from '../types.ts';
import { trackingCommands } from './commands.ts';
import { trackingSettings } from './settings.ts';
import { trackingContainers, trackingViews, trackingWelcomes } from './views.ts';
import { trackingWalkthroughs } from './walkthrough.ts';

export const trackingContribution: FeatureContribution = {
  commands: trackingCommands,
  settings: trackingSettings,
  viewsContainers: trackingContainers,
  views: trackingViews,
  welcomes: trackingWelcomes,
  walkthroughs: trackingWalkthroughs,
  terminalProfiles: { 'slipway.trackedTerminal': { title: 'Tracked Terminal', icon: 'record' } },
  configurationDefaults: {
    // The runner's port is for mlflow clients on the same machine, and nothing to open in a browser.
    'remote.portsAttributes': { 'servers.+runner\\.cjs': { onAutoForward: 'ignore' } },
  },
  activationEvents: [
    // A folder that has runs shows what is live without a click.
    'workspaceContains:.slipway/slipway.db',
    'onDebugResolve:debugpy',
    'onDebugDynamicConfigurations:debugpy',
    'onWebviewPanel:slipway.runs-table',
    'onWebviewPanel:slipway.compare',
    'onWebviewPanel:slipway.charts',
    'onWebviewPanel:slipway.run',
  ],
};
