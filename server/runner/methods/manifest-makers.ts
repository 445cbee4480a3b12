import type { ManifestMakerRequests } from '../../../schemas/protocol/manifest-makers.ts';
import type { ManifestMakers } from '../../manifest-makers/manifest-makers.ts';
import type { MethodsOf } from '../session.ts';

export function manifestMakerMethods(makers: ManifestMakers): MethodsOf<ManifestMakerRequests> {
  return {
    'manifests/model': (params) => makers.model(params),
    'manifests/contract': async (params) => makers.contract(params),
  };
}
