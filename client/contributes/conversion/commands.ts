import type { CommandContribution } from '../types.ts';

/** Every command of conversion. */
export const conversionCommands = {
  'slipway.convertToOnnx': {
    title: 'Convert to ONNX',
    icon: '$(file-symlink-file)',
    palette: 'isWorkspaceTrusted && slipway.hasRuns',
    menus: {
      'view/item/context': [
        {
          when: 'view == slipway.models && isWorkspaceTrusted && !listMultiSelection && viewItem =~ /^version\\b/',
          group: '4_convert@1',
        },
        {
          when: 'view == slipway.runs && isWorkspaceTrusted && viewItem =~ /\\bactive\\b/ && !(viewItem =~ /\\blive\\b/)',
          group: '3_exchange@3',
        },
      ],
    },
  },
} as const satisfies Record<`slipway.${string}`, CommandContribution>;
