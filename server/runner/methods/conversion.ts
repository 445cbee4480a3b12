import type { ConversionRequests } from '../../../schemas/protocol/conversion.ts';
import type { Conversions } from '../../conversion/conversions.ts';
import { channelOf } from '../audit-channel.ts';
import type { Operations } from '../operations.ts';
import type { MethodsOf } from '../session.ts';

export function conversionMethods(
  conversions: Conversions,
  operations: Operations,
): MethodsOf<ConversionRequests> {
  return {
    'conversion/offer': ({ source, data, context }) => conversions.offer(source, data, context),
    'conversion/convert': async (order, session) => ({
      operation: operations.start('convert', async (link) => ({
        kind: 'convert',
        summary: await conversions.convert(order, channelOf(session), link),
      })),
    }),
  };
}
