import type { CommandContribution } from '../types.ts';

export const pipelineGraphCommands = {
  'slipway.pipelines.showGraph': {
    title: 'Show Pipeline Graph',
    icon: '$(type-hierarchy-sub)',
    // Reading is offered in Restricted Mode too.
    palette: 'workspaceFolderCount > 0',
    menus: {
      'editor/title': {
        when: 'resourceFilename == dvc.yaml && resourceScheme == file',
        group: 'navigation@20',
      },
      'view/title': {
        when: 'view == slipway.pipelines && slipway.pipelinesState == ready',
        group: 'navigation@4',
      },
      'view/item/context': {
        when: 'view == slipway.pipelines && viewItem =~ /\\brunnable\\b/',
        group: '2_open@0',
      },
      'explorer/context': { when: 'resourceFilename == dvc.yaml', group: '2_slipway@10' },
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
