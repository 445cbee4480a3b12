import type { GateRequests } from '../../../schemas/protocol/gates.ts';
import type { Gates } from '../../gates/gates.ts';
import { channelOf } from '../audit-channel.ts';
import type { Operations } from '../operations.ts';
import type { MethodsOf } from '../session.ts';

export function gateMethods(gates: Gates, operations: Operations): MethodsOf<GateRequests> {
  return {
    'gates/evaluate': async (order, session) => ({
      operation: operations.start('gates', async (link) => ({
        kind: 'gates',
        summary: await gates.evaluate({ ...order, channel: channelOf(session) }, link),
      })),
    }),
    'gates/reports': async ({ model }) => ({ reports: gates.reports(model) }),
  };
}
