import type { ValuePath } from '../../manifests/dvc/fault.ts';

/** Whether a path is one of those that a pattern means: `stages.*.deps.#`, with `*` for a key and `#` for an index. */
export function pathPattern(...patterns: string[]): (path: ValuePath | null) => boolean {
  const all = patterns.map((pattern) => pattern.split('.'));
  return (path) => path !== null && all.some((steps) => isLike(path, steps));
}

function isLike(path: ValuePath, steps: readonly string[]): boolean {
  if (path.length !== steps.length) return false;
  return steps.every((step, index) => {
    const key = path[index];
    if (step === '#') return typeof key === 'number';
    return step === '*' ? typeof key === 'string' : key === step;
  });
}
