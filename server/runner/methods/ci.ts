import type { CiRequests } from '../../../schemas/protocol/ci.ts';
import { initCi } from '../../ci/init.ts';
import type { MethodsOf } from '../session.ts';

export function ciMethods(folder: string): MethodsOf<CiRequests> {
  return { 'ci/init': (params) => initCi(folder, params) };
}
