import type { CommandContribution } from '../types.ts';

export const ciCommands = {
  'slipway.createCiWorkflow': {
    title: 'Create CI Workflow…',
    icon: '$(github-action)',
    palette: 'isWorkspaceTrusted && workspaceFolderCount > 0',
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
