import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';
const hasTargets = `${trusted} && slipway.targets > 0`;
const row = 'view == slipway.deployments && isWorkspaceTrusted';
const onTarget = `${row} && viewItem =~ /^target\\b/`;
const onServing = `${row} && viewItem =~ /^(target|live)\\b.*\\bserving\\b/`;

/** Every command about models that are live. */
export const deploymentsCommands = {
  'slipway.deployModel': {
    title: 'Deploy Model…',
    icon: '$(cloud-upload)',
    palette: trusted,
    menus: {
      'view/title': { when: `${row} && slipway.targets > 0`, group: 'navigation@1' },
      'view/item/context': [
        {
          when: `${onTarget} && viewItem =~ /\\bdeclared\\b/ && !(viewItem =~ /\\brolling\\b/)`,
          group: 'inline@2',
        },
        {
          when: 'view == slipway.models && isWorkspaceTrusted && !listMultiSelection && viewItem =~ /^version\\b/',
          group: 'inline@1',
        },
      ],
    },
  },
  'slipway.rollBack': {
    title: 'Roll Back…',
    icon: '$(discard)',
    palette: hasTargets,
    menus: {
      'view/item/context': [
        { when: `${onTarget} && viewItem =~ /\\brollback\\b/`, group: 'inline@3' },
        { when: `${row} && viewItem =~ /^revision (healthy|bad|failed)\\b/`, group: 'inline@1' },
      ],
    },
  },
  'slipway.abortRollout': {
    title: 'Abort Rollout',
    icon: '$(debug-stop)',
    palette: `${trusted} && slipway.rollouts > 0`,
    menus: {
      'view/item/context': [
        { when: `${row} && viewItem =~ /^rollout\\b/`, group: 'inline@1' },
        { when: `${onTarget} && viewItem =~ /\\brolling\\b/`, group: '2_change@2' },
      ],
    },
  },
  'slipway.approveRelease': {
    title: 'Approve Release…',
    icon: '$(verified)',
    palette: hasTargets,
    menus: {
      'view/item/context': [{ when: `${onTarget} && viewItem =~ /\\bwaiting\\b/`, group: 'inline@4' }],
    },
  },
  'slipway.openDeployment': {
    title: 'Open Deployment',
    icon: '$(dashboard)',
    palette: hasTargets,
    menus: {
      'view/item/context': [
        { when: onTarget, group: 'inline@1' },
        { when: onTarget, group: '1_open@1' },
      ],
    },
  },
  'slipway.sendTestRequest': {
    title: 'Send Test Request',
    icon: '$(beaker)',
    palette: hasTargets,
    menus: {
      'view/item/context': [
        { when: onServing, group: '1_open@2' },
        { when: `${row} && viewItem =~ /^live\\b.*\\bserving\\b/`, group: 'inline@1' },
      ],
    },
  },
  'slipway.copyCurl': {
    title: 'Copy curl',
    palette: hasTargets,
    menus: { 'view/item/context': { when: onServing, group: '5_copy@2' } },
  },
  'slipway.copyPythonRequest': {
    title: 'Copy Python Request',
    palette: hasTargets,
    menus: { 'view/item/context': { when: onServing, group: '5_copy@3' } },
  },
  'slipway.copyTargetUrl': {
    title: 'Copy URL',
    palette: 'never',
    menus: { 'view/item/context': { when: onServing, group: '5_copy@1' } },
  },
  'slipway.goToTarget': {
    title: 'Go to Target in slipway.yaml',
    icon: '$(go-to-file)',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${onTarget} && viewItem =~ /\\bdeclared\\b/`, group: '1_open@3' },
    },
  },
  'slipway.startAtLogin': {
    title: 'Start at Login…',
    palette: hasTargets,
    menus: { 'view/title': { when: `${row} && slipway.targets > 0`, group: '2_more@2' } },
  },
  'slipway.declareTarget': { title: 'Declare Target in slipway.yaml', palette: trusted },
  'slipway.showAuditLog': {
    title: 'Show Audit Log',
    icon: '$(history)',
    palette: trusted,
    menus: {
      'view/title': { when: row, group: '2_more@1' },
      'view/item/context': { when: onTarget, group: '1_open@4' },
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
