import { posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import type { ValuePath } from './fault.ts';
import { foreachMembers, type GroupMember, matrixMembers } from './groups.ts';
import { joinLocation } from './location.ts';
import type { PipelineReader, Place, Stage } from './pipeline.ts';
import { readStage } from './stage.ts';
import { fillIn, refuseTemplates, scalarText, type TemplateStyle } from './template.ts';
import type { TemplateScope } from './template-values.ts';

/** What the stages of one dvc.yaml are read with. */
export interface StageReading {
  /** Absolute, of the pipelines. */
  root: string;
  /** Of the dvc.yaml, from the root of the pipelines. */
  file: string;
  style: TemplateStyle;
  reader: PipelineReader;
  /** What the templates of all its stages see. */
  scope: TemplateScope;
  placeOf(path: ValuePath): Omit<Place, 'file'>;
}

/**
 * The stages that one entry under `stages` stands for: one, or those of its group.
 * @throws ManifestFault at the first key or value that does not belong
 */
export function stagesOf(name: string, definition: PythonMapping, reading: StageReading): Stage[] {
  const path = ['stages', name];
  const { style, scope } = reading;
  const { values } = scope;
  const member = (template: PythonMapping, { key, values: own }: GroupMember, at: ValuePath) =>
    oneStage(`${name}@${key}`, name, template, { ...reading, scope: scope.overlaid(own) }, at);
  const matrix = definition.get('matrix');
  if (isMapping(matrix)) {
    const template = new Map([...definition].filter(([key]) => key !== 'matrix'));
    const members = matrixMembers(matrix, values, style, [...path, 'matrix']);
    return members.map((each) => member(template, each, path));
  }
  const template = definition.get('do');
  if (!isMapping(template)) return [oneStage(name, null, definition, reading, path)];
  const members = foreachMembers(definition.get('foreach') ?? null, values, style, [...path, 'foreach']);
  return members.map((each) => member(template, each, [...path, 'do']));
}

function oneStage(
  name: string,
  group: string | null,
  definition: PythonMapping,
  reading: StageReading,
  path: ValuePath,
): Stage {
  const { style, reader, root, file, scope } = reading;
  const folder = posix.dirname(file);
  const own = new Map(definition);
  const vars = own.get('vars') ?? null;
  own.delete('vars');
  refuseTemplates(vars, [...path, 'vars']);
  const seen =
    vars === null ? scope : scope.with(vars, [...path, 'vars'], workingFolder(own, reading, path), reader);
  const filled = new Map<PythonValue, PythonValue>(
    [...own].map(([key, value]) => [key, fillIn(value, seen.values, style, [...path, String(key)])]),
  );
  const wdir = filled.get('wdir');
  if (wdir !== undefined && wdir !== null && !Array.isArray(wdir) && !isMapping(wdir))
    filled.set('wdir', scalarText(wdir));
  const place = { file, ...reading.placeOf(path.slice(0, 2)) };
  return readStage(filled, { name, group, place, root, folder, path });
}

/** A stage's own `vars` are files of its working folder, which therefore cannot name them. */
function workingFolder(
  definition: PythonMapping,
  { scope, style, file }: StageReading,
  path: ValuePath,
): string {
  const folder = posix.dirname(file);
  const wdir = fillIn(definition.get('wdir') ?? null, scope.values, style, [...path, 'wdir']);
  if (wdir === null || wdir === '' || Array.isArray(wdir) || isMapping(wdir)) return folder;
  return joinLocation(folder, scalarText(wdir));
}
