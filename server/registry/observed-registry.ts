import type { Registry } from './registry.ts';

const changing = /^(?:create|update|rename|delete|set|transition)/;

/** The same registry, which tells whenever something of it has been changed. */
export function observedRegistry(registry: Registry, onChange: () => void): Registry {
  return new Proxy(registry, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      if (typeof name !== 'string' || !changing.test(name)) return method.bind(target);
      return async (...args: unknown[]) => {
        const result: unknown = await method.apply(target, args);
        onChange();
        return result;
      };
    },
  });
}
