import { TrackingError } from '../tracking/tracker.ts';
import type { Registry } from './registry.ts';

/** A version, or any of the model's where it is null. */
export interface LiveRef {
  model: string;
  version: string | null;
}

/**
 * The same registry, which neither deletes nor renames what is live at a target: the target goes by its name.
 * Rejects with `INVALID_STATE` then.
 */
export function keepWhatIsLive(registry: Registry, isLive: (ref: LiveRef) => boolean): Registry {
  const refuse = (ref: LiveRef, what: 'deleted' | 'renamed') => {
    if (!isLive(ref)) return;
    const named = ref.version === null ? `A version of ${ref.model}` : `${ref.model} ${ref.version}`;
    throw new TrackingError(
      'INVALID_STATE',
      `${named} is live at a target, so it is not ${what}. Deploy another version there, or take the target offline first.`,
    );
  };
  const kept: Pick<Registry, 'deleteModel' | 'deleteVersion' | 'renameModel'> = {
    async deleteModel(model) {
      refuse({ model, version: null }, 'deleted');
      await registry.deleteModel(model);
    },
    async deleteVersion(model, version) {
      refuse({ model, version }, 'deleted');
      await registry.deleteVersion(model, version);
    },
    async renameModel(model, newName) {
      if (newName !== model) refuse({ model, version: null }, 'renamed');
      return registry.renameModel(model, newName);
    },
  };
  return new Proxy(registry, {
    get(target, name) {
      if (Object.hasOwn(kept, name)) return Reflect.get(kept, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
