import type { CommandContribution } from '../types.ts';

const hasSchedules = 'isWorkspaceTrusted && slipway.schedules > 0';
const row = 'view == slipway.schedules && isWorkspaceTrusted';

/** Every command of pipelines that start by themselves. */
export const schedulesCommands = {
  'slipway.armSchedule': {
    title: 'Arm Schedule…',
    icon: '$(shield)',
    palette: hasSchedules,
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\b(unarmed|changed)\\b/`, group: 'inline@1' },
    },
  },
  'slipway.runSchedule': {
    title: 'Run Schedule Now',
    icon: '$(play)',
    palette: hasSchedules,
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\brunnable\\b/`, group: 'inline@2' },
    },
  },
  'slipway.disarmSchedule': {
    title: 'Disarm Schedule',
    icon: '$(bell-slash)',
    palette: hasSchedules,
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\b(armed|changed)\\b/`, group: 'inline@3' },
    },
  },
  'slipway.goToSchedule': {
    title: 'Go to Schedule in slipway.yaml',
    icon: '$(go-to-file)',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\bschedule\\b/`, group: '1_open@1' },
    },
  },
  'slipway.stopScheduledRun': {
    title: 'Stop Scheduled Run',
    icon: '$(debug-stop)',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\bgoing\\b/`, group: 'inline@1' },
    },
  },
  'slipway.runFiringAgain': {
    title: 'Run Again',
    icon: '$(debug-restart)',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\brepeatable\\b/`, group: 'inline@1' },
    },
  },
  'slipway.openFiringRun': {
    title: 'Open Run',
    icon: '$(open-preview)',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${row} && viewItem =~ /\\btracked\\b/`, group: 'inline@2' },
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
