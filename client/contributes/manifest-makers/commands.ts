import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';

export const manifestMakerCommands = {
  'slipway.createModelManifest': {
    title: 'Create Model Manifest from Run…',
    icon: '$(new-file)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': {
        when: 'view == slipway.runs && isWorkspaceTrusted && viewItem =~ /\\bactive\\b/ && !(viewItem =~ /\\blive\\b/)',
        group: '3_exchange@3',
      },
    },
  },
  'slipway.createDataContract': {
    title: 'Create Data Contract from File…',
    icon: '$(new-file)',
    palette: trusted,
    menus: {
      'explorer/context': {
        when: 'isWorkspaceTrusted && resourceExtname =~ /^\\.(csv|tsv|parquet|jsonl)$/i',
        group: '2_slipway@6',
      },
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
