import type { CommandContribution } from '../types.ts';

const hasModels = 'isWorkspaceTrusted && slipway.models > 0';
const view = 'view == slipway.models && isWorkspaceTrusted';
const one = '!listMultiSelection';
const onModel = `${view} && ${one} && viewItem =~ /^model\\b/`;
const onVersion = `${view} && ${one} && viewItem =~ /^version\\b/`;
const onEither = `${view} && ${one} && viewItem =~ /^(model|version)\\b/`;

/** Every command of registered models. */
export const registryCommands = {
  'slipway.registerModel': {
    title: 'Register Model…',
    icon: '$(add)',
    palette: 'isWorkspaceTrusted && slipway.hasRuns',
    menus: {
      'view/title': { when: view, group: 'navigation@1' },
      'view/item/context': {
        when: 'view == slipway.runs && isWorkspaceTrusted && viewItem =~ /\\bactive\\b/ && !(viewItem =~ /\\blive\\b/)',
        group: '3_exchange@1',
      },
    },
  },
  'slipway.evaluateGates': {
    title: 'Evaluate Gates',
    icon: '$(checklist)',
    palette: hasModels,
    menus: { 'view/item/context': { when: onVersion, group: 'inline@1' } },
  },
  'slipway.showGateReport': {
    title: 'Show Gate Report',
    icon: '$(open-preview)',
    palette: hasModels,
    menus: {
      'view/item/context': [
        { when: `${view} && viewItem == gates`, group: 'inline@1' },
        { when: `${onVersion} && viewItem =~ /\\bjudged\\b/`, group: '1_open@3' },
      ],
    },
  },
  'slipway.goToGate': {
    title: 'Go to Gate',
    icon: '$(go-to-file)',
    palette: 'never',
    menus: { 'view/item/context': { when: `${view} && viewItem == gate`, group: '1_open@1' } },
  },
  'slipway.openVersionRun': {
    title: 'Open Run',
    icon: '$(open-preview)',
    palette: 'never',
    menus: {
      'view/item/context': [
        { when: `${onVersion} && viewItem =~ /\\btracked\\b/`, group: '1_open@1' },
        { when: `${view} && viewItem =~ /^fact run\\b/`, group: 'inline@1' },
      ],
    },
  },
  'slipway.openModelManifest': {
    title: 'Open Model Manifest',
    icon: '$(go-to-file)',
    palette: hasModels,
    menus: { 'view/item/context': { when: onEither, group: '1_open@2' } },
  },
  'slipway.compareVersions': {
    title: 'Compare Versions',
    icon: '$(compare-changes)',
    palette: hasModels,
    menus: {
      'view/item/context': [
        { when: `${onVersion}`, group: 'inline@2' },
        { when: `${view} && listDoubleSelection && viewItem =~ /^version\\b/`, group: '1_open@3' },
      ],
    },
  },
  'slipway.selectVersionToCompare': {
    title: 'Select for Compare',
    palette: 'never',
    menus: { 'view/item/context': { when: onVersion, group: '2_compare@1' } },
  },
  'slipway.compareWithSelectedVersion': {
    title: 'Compare with Selected',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${onVersion} && slipway.versionToCompare`, group: '2_compare@2' },
    },
  },
  'slipway.addModelAlias': {
    title: 'Add Alias…',
    icon: '$(mention)',
    palette: hasModels,
    menus: { 'view/item/context': { when: onVersion, group: '3_change@1' } },
  },
  'slipway.removeModelAlias': {
    title: 'Remove Alias…',
    palette: hasModels,
    menus: {
      'view/item/context': { when: `${onVersion} && viewItem =~ /\\baliased\\b/`, group: '3_change@2' },
    },
  },
  'slipway.editModelDescription': {
    title: 'Edit Description…',
    palette: 'never',
    menus: { 'view/item/context': { when: onEither, group: '3_change@3' } },
  },
  'slipway.addModelTag': {
    title: 'Add Tag…',
    palette: 'never',
    menus: { 'view/item/context': { when: onEither, group: '3_change@4' } },
  },
  'slipway.removeModelTag': {
    title: 'Remove Tag…',
    palette: 'never',
    menus: {
      'view/item/context': { when: `${onEither} && viewItem =~ /\\btagged\\b/`, group: '3_change@5' },
    },
  },
  'slipway.copyModelUri': {
    title: 'Copy Model URI',
    icon: '$(copy)',
    palette: hasModels,
    menus: { 'view/item/context': { when: onEither, group: '5_copy@1' } },
  },
  'slipway.deleteModelVersion': {
    title: 'Delete Version…',
    icon: '$(trash)',
    palette: hasModels,
    menus: {
      'view/item/context': { when: `${onVersion} && !(viewItem =~ /\\blive\\b/)`, group: '9_delete@1' },
    },
  },
  'slipway.deleteModel': {
    title: 'Delete Model…',
    icon: '$(trash)',
    palette: hasModels,
    menus: { 'view/item/context': { when: onModel, group: '9_delete@1' } },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
