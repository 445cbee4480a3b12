import type { CommandContribution } from '../types.ts';

const trusted = 'isWorkspaceTrusted && workspaceFolderCount > 0';
const notebook = "notebookType == 'jupyter-notebook'";

export const stageMakerCommands = {
  'slipway.notebookToStage': {
    title: 'Turn Notebook into Pipeline Stage…',
    icon: '$(type-hierarchy-sub)',
    palette: `${trusted} && ${notebook}`,
    menus: {
      'notebook/toolbar': { when: `isWorkspaceTrusted && ${notebook}`, group: 'slipway@1' },
      'explorer/context': { when: 'isWorkspaceTrusted && resourceExtname == .ipynb', group: '2_slipway@5' },
    },
  },
  'slipway.runToStage': {
    title: 'Turn Run into Stage…',
    icon: '$(type-hierarchy-sub)',
    palette: `${trusted} && slipway.hasRuns`,
    menus: {
      'view/item/context': {
        when: 'view == slipway.runs && isWorkspaceTrusted && viewItem =~ /\\bactive\\b/ && !(viewItem =~ /\\blive\\b/)',
        group: '3_exchange@2',
      },
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
