import { TrackingError } from './tracker.ts';

/** More layers of encoding than this is an attack, not a name. */
const maxEncodings = 8;

/**
 * The path of an artifact below its root: forward slashes, no empty segments, nothing that could leave the
 * root. `path` was decoded once already, as the name that is meant; it is decoded further only to be looked at,
 * so `100%25.txt` stays a file name and `%252e%252e` is refused.
 * Throws INVALID_PARAMETER_VALUE "Invalid path", as MLflow does.
 */
export function safeArtifactPath(path: string): string {
  let decoded = path;
  for (let layer = 0; ; layer++) {
    if (layer > maxEncodings || leavesRoot(decoded)) {
      throw new TrackingError('INVALID_PARAMETER_VALUE', 'Invalid path');
    }
    const next = decodeOnce(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/');
}

/** A name as a URL's path carries it, decoded once. Throws "Invalid path" where the encoding is broken. */
export function decodeUrlPath(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new TrackingError('INVALID_PARAMETER_VALUE', 'Invalid path');
  }
}

function leavesRoot(path: string): boolean {
  return (
    path.includes('\0') ||
    path.includes('\\') ||
    path.startsWith('/') ||
    /^[A-Za-z]:/.test(path) ||
    /^file:/i.test(path) ||
    path.split('/').some((segment) => segment === '..' || segment === '.')
  );
}

function decodeOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
