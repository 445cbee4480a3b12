import { posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from '../../manifests/dvc/fault.ts';
import { foreachMembers, type GroupMember, matrixMembers } from '../../manifests/dvc/groups.ts';
import { joinLocation } from '../../manifests/dvc/location.ts';
import { defaultParamsFile, named } from '../../manifests/dvc/template-values.ts';
import type { CompletionContext } from './completion-context.ts';
import { paramsOf } from './params-file.ts';
import type { StagePlace } from './stage-place.ts';

/** A name that `${…}` may begin with. */
export interface ScopeName {
  name: string;
  /** One for each stage of a group, as far as they are known; for all else the one value. */
  values: readonly PythonValue[];
  /** In words. */
  origin: string;
}

/** Members of a group that are looked at. */
const mostMembers = 20;

/** What `${…}` can name in a stage, the nearest first; a later one of the same name is hidden by it. */
export function templateScope(context: CompletionContext, stage: StagePlace): ScopeName[] {
  const file = fileValues(context);
  const inFile = [...file].map(([name, value]) => scopeName(name, [value], 'params.yaml and vars'));
  const own = stageValues(context, stage).map(([name, value]) =>
    scopeName(name, [value], 'vars of the stage'),
  );
  return [...groupNames(context, stage, file), ...own, ...inFile];
}

function scopeName(name: PythonValue, values: PythonValue[], origin: string): ScopeName {
  return { name: String(name), values, origin };
}

/** Without the file's vars where these cannot be read. */
function fileValues({ folder, document }: CompletionContext): PythonMapping {
  const { scope } = folder.pipeline(document);
  if (scope) return scope.values;
  const params = paramsOf(folder, joinLocation(posix.dirname(document.location), defaultParamsFile));
  return isMapping(params) ? named(params) : new Map();
}

function stageValues(
  { folder, document }: CompletionContext,
  stage: StagePlace,
): [PythonValue, PythonValue][] {
  const vars = valueAt(document, [...stage.definition, 'vars']);
  if (!Array.isArray(vars)) return [];
  return vars.flatMap((item) => {
    if (isMapping(item)) return [...named(item)];
    const [file = '', keys = ''] = String(item).split(/:(.*)/s);
    const values = paramsOf(folder, joinLocation(stage.workingFolder, file));
    if (!isMapping(values)) return [];
    const wanted = keys.split(',').filter((key) => key !== '');
    return [...named(values)].filter(([key]) => wanted.length === 0 || wanted.includes(String(key)));
  });
}

function groupNames({ document }: CompletionContext, stage: StagePlace, file: PythonMapping): ScopeName[] {
  if (!stage.isGroup) return [];
  const members = membersOf(document, stage.name, file).slice(0, mostMembers);
  const names = new Set(members.flatMap(({ values }) => [...values.keys()]));
  const origin = `of each stage of ${stage.name}`;
  if (names.size === 0) return [scopeName('item', [], origin)];
  return [...names].map((name) =>
    scopeName(
      name,
      members.map(({ values }) => values.get(name) ?? null),
      origin,
    ),
  );
}

function membersOf(
  document: CompletionContext['document'],
  name: string,
  file: PythonMapping,
): GroupMember[] {
  const path = ['stages', name];
  const style = { bool: 'store_true', list: 'nargs' } as const;
  try {
    const matrix = valueAt(document, [...path, 'matrix']);
    if (isMapping(matrix)) return matrixMembers(matrix, file, style, path);
    return foreachMembers(valueAt(document, [...path, 'foreach']), file, style, path);
  } catch (error) {
    if (error instanceof ManifestFault) return [];
    throw error;
  }
}

function valueAt({ yaml, values }: CompletionContext['document'], path: ValuePath): PythonValue {
  const found = yaml.find(path);
  return found ? values.of(yaml.resolve(found)) : null;
}
