import type { SupervisionRequests } from '../../../schemas/protocol/supervision.ts';
import type { Executions } from '../../executions/executions.ts';
import type { MethodsOf } from '../session.ts';

export function supervisionMethods(executions: Executions): MethodsOf<SupervisionRequests> {
  return {
    'supervision/attach': async (params, session) => {
      session.onClose(() => void executions.supervisorLeft(params.executionId));
      return null;
    },
    'supervision/ended': async (params) => {
      await executions.supervisedEnd(params.executionId);
      return null;
    },
  };
}
