/** What a menu, a lens or a view passes to Deploy Model…; what is missing is asked for. */
export interface PassedRelease {
  /** URI of the workspace folder, as text. */
  folder: string | null;
  model: string | null;
  version: string | null;
  target: string | null;
}

/** Rows of the Models and Deployments trees, and plain `{folder, model, version, target}`. */
export function passedRelease(value: unknown): PassedRelease {
  const folder = textAt(value, 'folder');
  const version = propertyOf(value, 'version');
  // A row of the Models tree has the whole version below it, one of Deployments the whole target.
  const named = typeof version === 'object' && version !== null ? version : value;
  const target = propertyOf(value, 'target');
  return {
    folder,
    model: textAt(named, 'model'),
    version: textAt(named, 'version'),
    target: typeof target === 'object' ? textAt(target, 'name') : textAt(value, 'target'),
  };
}

function textAt(value: unknown, key: string): string | null {
  const found = propertyOf(value, key);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : null;
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : null;
}
