import { isMapping, type PythonMapping, type PythonValue, pythonTypeName } from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';
import { joinLocation } from './location.ts';
import type { PipelineReader } from './pipeline.ts';
import { refuseTemplates, type TemplateValues } from './template.ts';

export const defaultParamsFile = 'params.yaml';

/** The values that a dvc.yaml's or a stage's `${…}` can name, and which files they came from. */
export class TemplateScope {
  readonly values: TemplateValues;
  /** Location -> the keys that were taken of it; null for all. */
  readonly #loaded: Map<string, string[] | null>;

  private constructor(values: TemplateValues, loaded: Map<string, string[] | null>) {
    this.values = values;
    this.#loaded = loaded;
  }

  /** Of a dvc.yaml in `folder`: its `params.yaml`, where there is one, and its top-level `vars`. */
  static ofFile(vars: PythonValue, folder: string, reader: PipelineReader): TemplateScope {
    const scope = new TemplateScope(new Map(), new Map());
    const location = joinLocation(folder, defaultParamsFile);
    if (readValues(reader, location, []) !== null) scope.#load(location, null, [], reader);
    scope.#add(vars, ['vars'], folder, reader);
    return scope;
  }

  /** A stage's own `vars` on top of the file's; this scope stays as it is. */
  with(vars: PythonValue, path: ValuePath, folder: string, reader: PipelineReader): TemplateScope {
    const scope = new TemplateScope(copied(this.values), new Map(this.#loaded));
    scope.#add(vars, path, folder, reader);
    return scope;
  }

  /** What a group gives each of its stages, over whatever has the same name. */
  overlaid(values: TemplateValues): TemplateScope {
    return new TemplateScope(new Map([...this.values, ...values]), this.#loaded);
  }

  #add(vars: PythonValue, path: ValuePath, folder: string, reader: PipelineReader): void {
    if (!Array.isArray(vars)) return;
    refuseTemplates(vars, path);
    for (const [index, item] of vars.entries()) {
      const place = [...path, index];
      if (isMapping(item)) mergeInto(this.values, named(item), place);
      else if (typeof item === 'string') {
        const [file = '', keys = ''] = item.split(/:(.*)/s);
        const wanted = keys.split(',').filter((key) => key !== '');
        this.#load(joinLocation(folder, file), wanted.length ? wanted : null, place, reader);
      }
    }
  }

  #load(location: string, keys: string[] | null, path: ValuePath, reader: PipelineReader): void {
    const known = this.#loaded.get(location);
    if (known === null && keys === null) return;
    if (known !== undefined && (known === null || keys === null || keys.some((key) => known.includes(key))))
      throw new ManifestFault(path, `${location} is loaded already; name each of its keys once`);
    const content = readValues(reader, location, path);
    if (content === null) throw new ManifestFault(path, `there is no file ${location}`, 'params-file');
    if (!isMapping(content))
      throw new ManifestFault(
        path,
        `${location} holds a ${pythonTypeName(content)}; expected a mapping`,
        'params-file',
      );
    mergeInto(this.values, named(keys === null ? content : picked(content, keys, location, path)), path);
    this.#loaded.set(location, keys === null ? null : [...(known ?? []), ...keys]);
  }
}

/** A fault of the file is one of who names it. */
function readValues(reader: PipelineReader, location: string, path: ValuePath): PythonValue | null {
  try {
    return reader.readValues(location);
  } catch (error) {
    throw error instanceof ManifestFault ? new ManifestFault(path, error.message, 'params-file') : error;
  }
}

function picked(content: PythonMapping, keys: string[], location: string, path: ValuePath): PythonMapping {
  return new Map(
    keys.map((key) => {
      const value = content.get(key);
      if (value === undefined)
        throw new ManifestFault(path, `there is no "${key}" in ${location}`, 'params-key');
      return [key, value];
    }),
  );
}

function mergeInto(into: PythonMapping, more: PythonMapping, path: ValuePath): void {
  for (const [key, value] of more) {
    const known = into.get(key);
    if (isMapping(known) && isMapping(value)) mergeInto(known, value, path);
    else if (known !== undefined)
      throw new ManifestFault(path, `"${key}" has a value already; it cannot get another`);
    else into.set(key, value);
  }
}

/** Only text keys can be named by a template: DVC leaves out all others, at every depth. */
export function named(value: PythonMapping): PythonMapping;
export function named(value: PythonValue): PythonValue;
export function named(value: PythonValue): PythonValue {
  if (Array.isArray(value)) return value.map((item) => named(item));
  if (!isMapping(value)) return value;
  return new Map(
    [...value].filter(([key]) => typeof key === 'string').map(([key, item]) => [key, named(item)]),
  );
}

/** Deep in mappings alone, since only they are merged into. */
function copied(mapping: PythonMapping): PythonMapping {
  return new Map([...mapping].map(([key, value]) => [key, isMapping(value) ? copied(value) : value]));
}
