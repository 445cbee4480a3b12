import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { joinLocation } from './location.ts';
import type { MeasuredFiles, StagePath } from './pipeline.ts';

/** What the top level of a dvc.yaml names, templates filled in; `folder` is the file's. */
export function readDeclaredFiles(metrics: PythonValue, plots: PythonValue, folder: string): MeasuredFiles {
  const at = (path: string): StagePath => ({ path, location: joinLocation(folder, path) });
  return {
    metrics: items(metrics).map((item) => at(String(item))),
    plots: [...new Set(items(plots).flatMap(plotFiles))].map(at),
  };
}

function items(value: PythonValue): PythonValue[] {
  return Array.isArray(value) ? value : [];
}

/** `file`, `{file: {x: …}}`, or `{name: {x: {file: column}, y: {file: [columns]}}}`. */
function plotFiles(item: PythonValue): string[] {
  if (!isMapping(item)) return [String(item)];
  return [...item].flatMap(([name, options]) => {
    const axes = isMapping(options) ? [options.get('x'), options.get('y')].filter(isMapping) : [];
    return axes.length > 0 ? axes.flatMap(namesOf) : [String(name)];
  });
}

function namesOf(mapping: PythonMapping): string[] {
  return [...mapping.keys()].map(String);
}
