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

/** One stage of an entry before its templates are filled in. */
export interface StageTemplate {
  name: string;
  group: string | null;
  definition: PythonMapping;
  /** To the definition: `['stages', 'train']`, with `do` at the end within a `foreach`. */
  path: ValuePath;
  /** What its templates see, but for its own `vars`. */
  scope: TemplateScope;
}

/**
 * The stages that one entry under `stages` stands for: one, or those of its group.
 * @throws ManifestFault at the first key or value that does not belong
 */
export function stagesOf(name: string, definition: PythonMapping, reading: StageReading): Stage[] {
  return templatesOf(name, definition, reading).map((template) => oneStage(template, reading));
}

/** @throws ManifestFault where it cannot be told what the group is of */
export function templatesOf(name: string, definition: PythonMapping, reading: StageReading): StageTemplate[] {
  const path = ['stages', name];
  const { style, scope } = reading;
  const { values } = scope;
  const member = (template: PythonMapping, { key, values: own }: GroupMember, at: ValuePath) => ({
    name: `${name}@${key}`,
    group: name,
    definition: template,
    path: at,
    scope: scope.overlaid(own),
  });
  const matrix = definition.get('matrix');
  if (isMapping(matrix)) {
    const template = new Map([...definition].filter(([key]) => key !== 'matrix'));
    const members = matrixMembers(matrix, values, style, [...path, 'matrix']);
    return members.map((each) => member(template, each, path));
  }
  const template = definition.get('do');
  if (!isMapping(template)) return [{ name, group: null, definition, path, scope }];
  const members = foreachMembers(definition.get('foreach') ?? null, values, style, [...path, 'foreach']);
  return members.map((each) => member(template, each, [...path, 'do']));
}

/**
 * What the templates of a stage see.
 * @throws ManifestFault for `vars` of its own that cannot be read
 */
export function scopeOf(template: StageTemplate, reading: StageReading): TemplateScope {
  const { definition, path, scope } = template;
  const vars = definition.get('vars') ?? null;
  if (vars === null) return scope;
  refuseTemplates(vars, [...path, 'vars']);
  return scope.with(vars, [...path, 'vars'], workingFolder(template, reading), reading.reader);
}

function oneStage(template: StageTemplate, reading: StageReading): Stage {
  const { name, group, definition, path } = template;
  const { style, root, file } = reading;
  const { values } = scopeOf(template, reading);
  const filled = new Map<PythonValue, PythonValue>(
    [...definition]
      .filter(([key]) => key !== 'vars')
      .map(([key, value]) => [key, fillIn(value, values, style, [...path, String(key)])]),
  );
  const wdir = filled.get('wdir');
  if (wdir !== undefined && wdir !== null && !Array.isArray(wdir) && !isMapping(wdir))
    filled.set('wdir', scalarText(wdir));
  const place = { file, ...reading.placeOf(path.slice(0, 2)) };
  return readStage(filled, { name, group, place, root, folder: posix.dirname(file), path });
}

/** A stage's own `vars` are files of its working folder, which therefore cannot name them. */
export function workingFolder(
  { definition, scope, path }: StageTemplate,
  { style, file }: Pick<StageReading, 'style' | 'file'>,
): string {
  const folder = posix.dirname(file);
  const wdir = fillIn(definition.get('wdir') ?? null, scope.values, style, [...path, 'wdir']);
  if (wdir === null || wdir === '' || Array.isArray(wdir) || isMapping(wdir)) return folder;
  return joinLocation(folder, scalarText(wdir));
}
