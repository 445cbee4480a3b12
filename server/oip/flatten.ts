import { describe, InvalidRequest } from './invalid-request.ts';
import { elementCount } from './tensor.ts';

/**
 * The elements of a tensor's `data`, which may be flat or nested as its shape says.
 * @throws InvalidRequest where their number or nesting does not fit the shape
 */
export function flatten(data: unknown, shape: readonly number[], name: string): readonly unknown[] {
  if (!Array.isArray(data))
    throw new InvalidRequest(`${name}: expected "data" as an array, found ${describe(data)}.`);
  const count = elementCount(shape);
  if (!Array.isArray(data[0])) {
    if (data.length !== count)
      throw new InvalidRequest(
        `${name}: shape [${shape}] needs ${count} elements, found ${data.length} in "data".`,
      );
    return data;
  }
  const flat: unknown[] = [];
  unnest(data, 0, shape, name, flat);
  return flat;
}

/** No deeper than the shape is long, so that hostile nesting ends here. */
function unnest(
  level: unknown,
  depth: number,
  shape: readonly number[],
  name: string,
  flat: unknown[],
): void {
  if (!Array.isArray(level) || level.length !== shape[depth])
    throw new InvalidRequest(
      `${name}: nested "data" must have the shape [${shape}]; at depth ${depth + 1} expected an array of ${shape[depth]}, found ${describe(level)}.`,
    );
  for (const item of level) {
    if (depth + 1 < shape.length) unnest(item, depth + 1, shape, name, flat);
    else flat.push(item);
  }
}
