import { posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { joinLocation } from '../../manifests/dvc/location.ts';
import { paramAt } from '../../manifests/dvc/param-values.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { ManifestSymbol } from './symbol.ts';

/** Where templates take values from: a params file, or what a manifest itself gives under `vars`. */
interface TemplateSource {
  kind: 'param' | 'var';
  scope: string;
  values: PythonValue;
  /** Those that were taken of it; null for all. */
  keys: readonly string[] | null;
}

/** What the names in templates lead to. */
export class TemplateSources {
  readonly sources: readonly TemplateSource[];
  /** Params file that a name is looked for in if none of the sources has it. */
  readonly fallback: string;
  /** The same for as long as every name leads to the same place; values do not count. */
  readonly signature: string;

  private constructor(sources: readonly TemplateSource[], fallback: string) {
    this.sources = sources;
    this.fallback = fallback;
    this.signature = sources
      .map(({ kind, scope, values, keys }) => `${kind} ${scope} ${keys?.join()}\n${namesOf(values)}`)
      .join('\n\n');
  }

  /** Of the templates of all stages of a dvc.yaml. */
  static ofFile(document: ManifestDocument, folder: WorkspaceFolder): TemplateSources {
    const own = posix.dirname(document.location);
    const fallback = joinLocation(own, defaultParamsFile);
    const values = valuesIn(folder, fallback);
    const sources: TemplateSource[] =
      values === null ? [] : [{ kind: 'param', scope: fallback, values, keys: null }];
    const vars = document.yaml.find(['vars']);
    const value = vars && document.values.of(document.yaml.resolve(vars));
    return new TemplateSources(
      [...sources, ...sourcesIn(value ?? null, own, document.location, folder)],
      fallback,
    );
  }

  /** With the `vars` of one stage. `scope`: of those that it gives itself. */
  with(vars: PythonValue, workingFolder: string, scope: string, folder: WorkspaceFolder): TemplateSources {
    if (vars === null) return this;
    const own = sourcesIn(vars, workingFolder, scope, folder);
    return new TemplateSources([...this.sources, ...own], this.fallback);
  }

  /**
   * What a dotted name stands for when it is followed as far as `whole`: several where files are merged. Nobody has it: what the
   * params file would have.
   */
  symbols(path: string, whole: string): ManifestSymbol[] {
    const longest = this.#sourcesOf(whole);
    const sources = longest.length > 0 ? longest : this.#sourcesOf(path);
    if (sources.length === 0) return [{ kind: 'param', scope: this.fallback, name: path }];
    return sources.map(({ kind, scope }) => ({ kind, scope, name: path }));
  }

  /** The mappings and lists at a dotted name, with whose they are. */
  collections(path: string): { symbol: ManifestSymbol; value: PythonValue[] | PythonMapping }[] {
    return this.#sourcesOf(path).flatMap(({ kind, scope, values }) => {
      const value = paramAt(values, path);
      return Array.isArray(value) || isMapping(value ?? null)
        ? { symbol: { kind, scope, name: path }, value: value as PythonValue[] | PythonMapping }
        : [];
    });
  }

  #sourcesOf(path: string): TemplateSource[] {
    const [first = ''] = path.split('.');
    return this.sources.filter(
      ({ values, keys }) => (keys?.includes(first) ?? true) && paramAt(values, path) !== undefined,
    );
  }
}

function sourcesIn(
  vars: PythonValue,
  base: string,
  scope: string,
  folder: WorkspaceFolder,
): TemplateSource[] {
  if (!Array.isArray(vars)) return [];
  return vars.flatMap((item): TemplateSource[] => {
    if (isMapping(item)) return [{ kind: 'var', scope, values: item, keys: null }];
    if (typeof item !== 'string') return [];
    const [file = '', keys = ''] = item.split(/:(.*)/s);
    const location = joinLocation(base, file);
    const wanted = keys.split(',').filter((key) => key !== '');
    const values = valuesIn(folder, location);
    return [{ kind: 'param', scope: location, values, keys: wanted.length > 0 ? wanted : null }];
  });
}

/** Null for a file that is not there, and for one that cannot be read. */
function valuesIn(folder: WorkspaceFolder, location: string): PythonValue {
  try {
    return folder.paramValues(location);
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}

const names = new WeakMap<object, string>();

function namesOf(values: PythonValue): string {
  if (typeof values !== 'object' || values === null) return '';
  const known = names.get(values);
  if (known !== undefined) return known;
  const entries = Array.isArray(values) ? [...values.entries()] : [...values];
  const found = entries.map(([key, item]) => `${String(key)}{${namesOf(item)}}`).join();
  names.set(values, found);
  return found;
}
