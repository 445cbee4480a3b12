import type { ModelListing, RegistryRequests } from '../../../schemas/protocol/registry.ts';
import { UserError } from '../../core/user-error.ts';
import type { ModelCatalog } from '../../registry/model-catalog.ts';
import { modelManifests } from '../../registry/model-manifests.ts';
import type { AliasMover, Registry } from '../../registry/registry.ts';
import type { TrackerSet } from '../../tracking/tracker-set.ts';
import { channelOf } from '../audit-channel.ts';
import type { MethodsOf, Session } from '../session.ts';

export interface RegistrySite {
  folder: string;
  registry: Registry;
  catalog: ModelCatalog;
  trackers: TrackerSet;
}

/** Models are registered with this folder; a server that is a tracker keeps its own. */
export function registryMethods(site: RegistrySite): MethodsOf<RegistryRequests> {
  const { registry, catalog, trackers } = site;
  const elsewhere = async (name: string) => {
    const info = await trackers.get(name).tracker.info();
    return info.kind === 'embedded' ? null : { tracker: info.name, uri: info.uri };
  };
  const refuseElsewhere = async (name: string) => {
    const other = await elsewhere(name);
    if (other === null) return;
    throw new UserError(
      'SLW-REGISTRY-REMOTE',
      `The run lies with the tracker "${other.tracker}", and only runs of this folder can be registered here.`,
      `Register it on its own server (mlflow.register_model, ${other.uri}), or import it first.`,
    );
  };
  return {
    'registry/models': async () => {
      if ((await elsewhere('')) !== null) return { models: null };
      const listings: ModelListing[] = [];
      for (const { name } of await catalog.models()) {
        const versions = await catalog.versions(name);
        listings.push({ name, versions: versions.map(({ version, aliases }) => ({ version, aliases })) });
      }
      return { models: listings };
    },
    'registry/overview': async () => ({ models: await catalog.models(), elsewhere: await elsewhere('') }),
    'registry/versions': async ({ model }) => ({ versions: await catalog.versions(model) }),
    'registry/version': (ref) => catalog.version(ref),
    'registry/compare': ({ left, right }) => catalog.compare(left, right),
    'registry/candidates': async ({ tracker, runId }) => {
      await refuseElsewhere(tracker ?? '');
      return catalog.candidates(runId);
    },
    'registry/register': async ({ tracker, ...request }) => {
      await refuseElsewhere(tracker ?? '');
      return catalog.register(request);
    },
    'registry/describe': async ({ model, version, description }) => {
      if (version === null) await registry.updateModel(model, description);
      else await registry.updateVersion(model, version, description);
      return null;
    },
    'registry/setTag': async ({ model, version, key, value }) => {
      if (version === null) await registry.setModelTag(model, key, value);
      else await registry.setVersionTag(model, version, key, value);
      return null;
    },
    'registry/deleteTag': async ({ model, version, key }) => {
      if (version === null) await registry.deleteModelTag(model, key);
      else await registry.deleteVersionTag(model, version, key);
      return null;
    },
    'registry/setAlias': async ({ model, version, alias }, session) => {
      await registry.setAlias(model, alias, version, byHand(session));
      return null;
    },
    'registry/deleteAlias': async ({ model, alias }, session) => {
      await registry.deleteAlias(model, alias, byHand(session));
      return null;
    },
    'registry/delete': async ({ model, version }) => {
      if (version === null) await registry.deleteModel(model);
      else await registry.deleteVersion(model, version);
      return null;
    },
    'registry/manifests': async () => ({ manifests: modelManifests(site.folder) }),
  };
}

function byHand(session: Session): AliasMover {
  return { channel: channelOf(session), why: 'by hand' };
}
