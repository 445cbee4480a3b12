import type { ModelListing, RegistryRequests } from '../../../schemas/protocol/registry.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Page, PageRequest } from '../../tracking/tracker.ts';
import type { TrackerSet } from '../../tracking/tracker-set.ts';
import type { MethodsOf } from '../session.ts';

const page = 1000;

export function registryMethods(registry: Registry, trackers: TrackerSet): MethodsOf<RegistryRequests> {
  return {
    'registry/models': async () => {
      const { kind } = await trackers.get('').tracker.info();
      if (kind !== 'embedded') return { models: null };
      const models = await all((request) => registry.searchModels(request));
      const versions = await all((request) => registry.searchVersions(request));
      const byModel = Map.groupBy(versions, ({ name }) => name);
      return {
        models: models.map(
          ({ name }): ModelListing => ({
            name,
            versions: (byModel.get(name) ?? [])
              .map(({ version, aliases }) => ({ version, aliases }))
              .sort((a, b) => Number(b.version) - Number(a.version)),
          }),
        ),
      };
    },
  };
}

async function all<T>(
  search: (request: PageRequest & { filter: string; orderBy: string[] }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let pageToken: string | null = null;
  do {
    const found: Page<T> = await search({ filter: '', orderBy: [], maxResults: page, pageToken });
    items.push(...found.items);
    pageToken = found.nextPageToken;
  } while (pageToken);
  return items;
}
