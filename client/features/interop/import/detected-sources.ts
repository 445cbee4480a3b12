import { basename, dirname } from 'node:path/posix';
import type { ImportKind } from '../../../../schemas/protocol/interop.ts';

export interface DetectedSource {
  kind: ImportKind;
  /** Below the workspace folder, with forward slashes; empty for the folder itself. */
  path: string;
}

/** What each kind of source is known by; globs for a search. */
export const sourceMarks = [
  '**/mlflow.db',
  '**/mlruns/*/meta.yaml',
  '**/*tfevents*',
  '.dvc/config',
  '**/dvclive/metrics.json',
];

/**
 * The sources that files of the workspace tell of, each once, those nearest to the root first. TensorBoard files are
 * taken together by the first folder on their way, as `--logdir` takes them.
 */
export function detectedSources(paths: readonly string[]): DetectedSource[] {
  const found = new Map<string, DetectedSource>();
  for (const path of [...paths].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))) {
    const source = sourceOf(path);
    const key = `${source.kind}:${source.path}`;
    if (!found.has(key)) found.set(key, source);
  }
  // A project's import takes its DVCLive folders along.
  const isProject = found.has('dvc:');
  return [...found.values()].filter(({ kind, path }) => kind !== 'dvc' || !isProject || path === '');
}

function sourceOf(path: string): DetectedSource {
  if (basename(path) === 'mlflow.db') return { kind: 'mlflow-db', path };
  if (path.includes('tfevents')) return { kind: 'tensorboard', path: firstFolder(path) };
  if (path === '.dvc/config') return { kind: 'dvc', path: '' };
  if (basename(path) === 'metrics.json') return { kind: 'dvc', path: dirname(path) };
  return { kind: 'mlruns', path: dirname(dirname(path)) };
}

function firstFolder(path: string): string {
  const slash = path.indexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

function depth(path: string): number {
  return path.split('/').length;
}
