import { isAbsolute, posix } from 'node:path';

/** A path as written in a manifest of `folder`, from the root of the pipelines; one that is absolute stays so. */
export function joinLocation(folder: string, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  if (isAbsolute(path) || posix.isAbsolute(slashed)) return posix.normalize(slashed).replace(/(.)\/$/, '$1');
  return posix.normalize(posix.join(folder, slashed)).replace(/(.)\/$/, '$1');
}

/** `inner` is `outer`, or lies below it. */
export function isWithin(inner: string, outer: string): boolean {
  return inner === outer || outer === '.' || inner.startsWith(`${outer}/`);
}

/** Neither the root of the pipelines nor below it. */
export function isOutside(location: string): boolean {
  return isAbsolute(location) || location === '..' || location.startsWith('../');
}
