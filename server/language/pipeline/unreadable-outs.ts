import { posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { isWithin, joinLocation } from '../../manifests/dvc/location.ts';
import { referencesIn } from '../../manifests/dvc/template.ts';
import type { PipelineModel } from './pipeline-model.ts';
import type { StageEntry } from './stage-entry.ts';
import { outKeys, writtenValue } from './stage-items.ts';

/** Whether one of the stages that cannot be read names a path among its outs, as far as its text tells. */
export function mayMake(model: PipelineModel, location: string): boolean {
  const folder = posix.dirname(model.document.location);
  const name = posix.basename(location);
  // What is broken was not read: its letters are all that is known of it.
  for (const { section } of model.document.yaml.sections)
    if (section.problems.length > 0 && (section.text.includes(name) || section.text.includes('$' + '{')))
      return true;
  return model.entries
    .filter((entry) => !entry.hasStages)
    .some((entry) => writtenOuts(model, entry).some((out) => couldBe(out, folder, location)));
}

interface WrittenOut {
  wdir: string;
  path: string;
}

function writtenOuts(model: PipelineModel, entry: StageEntry): WrittenOut[] {
  const definition = writtenValue(model, entry);
  if (!definition) return [];
  const template = definition.get('do');
  const body: PythonMapping = isMapping(template) ? template : definition;
  const wdir = body.get('wdir');
  const base = typeof wdir === 'string' ? wdir : '.';
  return outKeys.flatMap((key) => {
    const items = body.get(key);
    return (Array.isArray(items) ? items : []).flatMap(pathsOf).map((path) => ({ wdir: base, path }));
  });
}

function pathsOf(item: PythonValue): string[] {
  return isMapping(item) ? [...item.keys()].map(String) : [String(item)];
}

function couldBe({ wdir, path }: WrittenOut, folder: string, location: string): boolean {
  const template = referencesIn(`${wdir}/${path}`).length > 0;
  if (template) {
    const parts = path.replace(/\$\{.*?\}/g, '\0').split('\0');
    return (
      location.includes(posix.basename(parts[0] ?? '')) &&
      location.includes(parts.at(-1)?.split('/')[0] ?? '')
    );
  }
  const out = joinLocation(joinLocation(folder, wdir), path);
  return isWithin(location, out) || isWithin(out, location);
}
