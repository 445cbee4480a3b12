import { decodeUrlPath } from '../tracking/artifact-path.ts';
import type { Method, Route } from './route.ts';

export interface Match {
  route: Route;
  path: Record<string, string>;
}

interface Pattern {
  route: Route;
  segments: string[];
  open: string | null;
}

const noPath: Record<string, string> = {};

/** The declared routes: one lookup for a path without open parts, a walk over the few patterns for the others. */
export class Router {
  readonly #exact = new Map<string, Match>();
  readonly #patterns: Pattern[] = [];

  constructor(routes: Route[]) {
    for (const route of routes) {
      if (!route.path.includes('{')) {
        this.#exact.set(`${route.method} ${route.path}`, { route, path: noPath });
        continue;
      }
      const segments = route.path.split('/');
      const last = segments.at(-1) ?? '';
      const open = last.endsWith('...}') ? last.slice(1, -4) : null;
      this.#patterns.push({ route, segments: open === null ? segments : segments.slice(0, -1), open });
    }
  }

  /** `path` still encoded, without its query. */
  find(method: string, path: string): Match | null {
    const exact = this.#exact.get(`${method} ${path}`);
    if (exact) return exact;
    const segments = path.split('/');
    for (const pattern of this.#patterns) {
      if (pattern.route.method !== (method as Method)) continue;
      const values = matchSegments(pattern, segments);
      if (values) return { route: pattern.route, path: values };
    }
    return null;
  }
}

function matchSegments(pattern: Pattern, segments: string[]): Record<string, string> | null {
  const fixed = pattern.segments.length;
  if (pattern.open === null ? segments.length !== fixed : segments.length <= fixed) return null;
  const values: Record<string, string> = {};
  for (let index = 0; index < fixed; index++) {
    const expected = pattern.segments[index] ?? '';
    const found = segments[index] ?? '';
    if (expected.startsWith('{')) values[expected.slice(1, -1)] = decodeUrlPath(found);
    else if (expected !== found) return null;
  }
  if (pattern.open !== null) values[pattern.open] = decodeUrlPath(segments.slice(fixed).join('/'));
  return values;
}
