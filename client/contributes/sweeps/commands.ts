import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';
const ready = `${trusted} && slipway.pipelinesState == ready`;
const onSweep = 'view == slipway.runs && viewItem =~ /\\bsweep\\b/';

/** Every command about searches over params. */
export const sweepsCommands = {
  'slipway.startSweep': {
    title: 'Start Sweep',
    icon: '$(telescope)',
    palette: ready,
    menus: {
      'view/item/context': {
        when: 'view == slipway.pipelines && isWorkspaceTrusted && viewItem =~ /\\bstage\\b/',
        group: '1_run@8',
      },
    },
  },
  'slipway.showSweep': {
    title: 'Show Sweep',
    icon: '$(telescope)',
    palette: 'workspaceFolderCount > 0 && slipway.hasRuns',
    menus: { 'view/item/context': { when: onSweep, group: 'inline@1' } },
  },
  'slipway.resumeSweep': {
    title: 'Resume Sweep',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: `${onSweep} && isWorkspaceTrusted`, group: '2_change@1' } },
  },
  'slipway.stopSweep': {
    title: 'Stop Sweep',
    palette: `${trusted} && slipway.hasRuns`,
    menus: { 'view/item/context': { when: `${onSweep} && isWorkspaceTrusted`, group: '2_change@2' } },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
