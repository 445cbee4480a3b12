import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';
const runsView = 'view == slipway.runs && isWorkspaceTrusted';

/** Every command that brings runs in, sends them out or cleans up. */
export const interopCommands = {
  'slipway.importRuns': {
    title: 'Import Runs…',
    icon: '$(cloud-download)',
    palette: trusted,
    menus: { 'view/title': { when: runsView, group: '2_exchange@1' } },
  },
  'slipway.pushRuns': {
    title: 'Push Runs…',
    icon: '$(cloud-upload)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/title': {
        when: `${runsView} && slipway.hasRuns && slipway.remoteTrackers > 0`,
        group: '2_exchange@2',
      },
      'view/item/context': {
        when: 'view == slipway.runs && viewItem =~ /\\brun\\b/ && viewItem =~ /\\bactive\\b/ && slipway.remoteTrackers > 0',
        group: '3_exchange@1',
      },
    },
  },
  'slipway.setTrackerCredentials': {
    title: 'Set Tracker Credentials…',
    icon: '$(key)',
    palette: `${trusted} && slipway.remoteTrackers > 0`,
    menus: {
      'view/title': { when: `${runsView} && slipway.remoteTrackers > 0`, group: '4_runner@1' },
    },
  },
  'slipway.cleanUpRuns': {
    title: 'Clean Up Runs…',
    icon: '$(clear-all)',
    palette: `${trusted} && slipway.connected`,
    menus: {
      'view/title': { when: `${runsView} && slipway.connected`, group: '2_exchange@3' },
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
