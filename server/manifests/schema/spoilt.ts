import type { SchemaPath } from './json-schema.ts';
import type { PlacedFault } from './schema-fault.ts';

/** Whether a schema finds fault with the value at a path: with itself, with something in it, or with all that holds it. */
export function isSpoilt(faults: readonly PlacedFault[], path: SchemaPath): boolean {
  return faults.some(({ path: other, fault }) => {
    const place = 'key' in fault ? [...other, fault.key] : other;
    const isBeside = fault.kind !== 'wrong-value' && place.length < path.length;
    const length = Math.min(place.length, path.length);
    return !isBeside && place.slice(0, length).every((key, index) => String(key) === String(path[index]));
  });
}
