import type { StageMakerRequests } from '../../../schemas/protocol/stage-makers.ts';
import type { StageMakers } from '../../stage-makers/stage-makers.ts';
import type { MethodsOf } from '../session.ts';

export function stageMakerMethods(makers: StageMakers): MethodsOf<StageMakerRequests> {
  return {
    'stages/offer': (params) => makers.offer(params),
    'stages/preview': async (params) => ({ edits: await makers.preview(params) }),
    'stages/write': async (params) => {
      await makers.write(params);
      return null;
    },
  };
}
