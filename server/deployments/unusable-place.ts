import { UserError } from '../core/user-error.ts';
import type { Place } from './place.ts';

/** A target that is declared and cannot be deployed to; `why` says so wherever it is shown. */
export function unusablePlace(why: string): Place {
  const refuse = () => Promise.reject(new UserError('SLW-TARGET-KIND', why));
  const nothing = async () => {};
  return {
    target: {
      load: refuse,
      warm: refuse,
      shadow: refuse,
      canary: refuse,
      replay: refuse,
      promote: refuse,
      observe: refuse,
      stable: nothing,
      keep: nothing,
      serving: async () => null,
    },
    refusal: why,
    rollbackDelay: null,
    planRefusal: null,
    view: (live) => ({ state: live === null ? 'offline' : 'unreachable', problem: why, url: null }),
    onLost: () => {},
    traffic: async () => null,
    signature: async () => null,
    close: () => {},
  };
}
