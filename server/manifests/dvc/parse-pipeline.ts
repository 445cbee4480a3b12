import { posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { readDeclaredFiles } from './declared-files.ts';
import { ManifestFault, type ValuePath } from './fault.ts';
import { foreachMembers, type GroupMember, matrixMembers } from './groups.ts';
import { joinLocation } from './location.ts';
import type { MeasuredFiles, ParsedPipeline, PipelineProblem, PipelineReader, Stage } from './pipeline.ts';
import { checkPipelineShape } from './shape.ts';
import { readStage } from './stage.ts';
import { fillIn, refuseTemplates, scalarText, type TemplateStyle } from './template.ts';
import { TemplateScope } from './template-values.ts';
import { readYaml, type YamlText } from './yaml-values.ts';

export interface PipelineSource {
  text: string;
  /** Absolute, of the pipelines. */
  root: string;
  /** Of the dvc.yaml, from the root of the pipelines. */
  file: string;
  style: TemplateStyle;
  reader: PipelineReader;
}

/**
 * The stages of one dvc.yaml, as DVC reads them. Never throws: what is wrong is a problem with its place; a stage
 * that has one is left out, and so are all where the file itself does.
 */
export function parsePipeline(source: PipelineSource): ParsedPipeline {
  const yaml = readYaml(source.text);
  const problems: PipelineProblem[] = yaml.problems.map((problem) => ({ file: source.file, ...problem }));
  if (problems.length > 0) return { stages: [], declared: nothingDeclared, problems };
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ManifestFault)) throw error;
      problems.push({ file: source.file, ...yaml.placeOf(error.path), message: error.message });
      return null;
    }
  };
  const file = attempt(() => new PipelineFile(source, yaml));
  const stages = file?.names().flatMap((name) => attempt(() => file.stagesOf(name)) ?? []) ?? [];
  return { stages, declared: file?.declared ?? nothingDeclared, problems };
}

const nothingDeclared: MeasuredFiles = { metrics: [], plots: [] };

class PipelineFile {
  readonly #source: PipelineSource;
  readonly #yaml: YamlText;
  readonly #folder: string;
  readonly #definitions: PythonMapping;
  readonly #scope: TemplateScope;
  readonly declared: MeasuredFiles;

  constructor(source: PipelineSource, yaml: YamlText) {
    this.#source = source;
    this.#yaml = yaml;
    this.#folder = posix.dirname(source.file);
    const content = yaml.value ?? new Map();
    checkPipelineShape(content);
    this.#scope = TemplateScope.ofFile(content.get('vars') ?? null, this.#folder, source.reader);
    const filled = (key: string) => fillIn(content.get(key) ?? null, this.#scope.values, source.style, [key]);
    for (const key of ['params', 'artifacts', 'datasets']) filled(key);
    this.declared = readDeclaredFiles(filled('metrics'), filled('plots'), this.#folder);
    const stages = content.get('stages');
    this.#definitions = isMapping(stages) ? stages : new Map();
  }

  names(): string[] {
    return [...this.#definitions.keys()].map(String);
  }

  stagesOf(name: string): Stage[] {
    const path = ['stages', name];
    const definition = this.#definitions.get(name);
    if (!isMapping(definition)) return [];
    const { style } = this.#source;
    const { values } = this.#scope;
    const matrix = definition.get('matrix');
    if (isMapping(matrix)) {
      const template = new Map([...definition].filter(([key]) => key !== 'matrix'));
      const members = matrixMembers(matrix, values, style, [...path, 'matrix']);
      return members.map((member) => this.#member(name, template, member, path));
    }
    const template = definition.get('do');
    if (!isMapping(template)) return [this.#stage(name, null, definition, this.#scope, path)];
    const members = foreachMembers(definition.get('foreach') ?? null, values, style, [...path, 'foreach']);
    return members.map((member) => this.#member(name, template, member, [...path, 'do']));
  }

  #member(group: string, template: PythonMapping, { key, values }: GroupMember, path: ValuePath): Stage {
    return this.#stage(`${group}@${key}`, group, template, this.#scope.overlaid(values), path);
  }

  #stage(
    name: string,
    group: string | null,
    definition: PythonMapping,
    scope: TemplateScope,
    path: ValuePath,
  ): Stage {
    const { style, reader, root, file } = this.#source;
    const own = new Map(definition);
    const vars = own.get('vars') ?? null;
    own.delete('vars');
    refuseTemplates(vars, [...path, 'vars']);
    const seen =
      vars === null ? scope : scope.with(vars, [...path, 'vars'], this.#wdir(own, scope, path), reader);
    const filled = new Map<PythonValue, PythonValue>(
      [...own].map(([key, value]) => [key, fillIn(value, seen.values, style, [...path, String(key)])]),
    );
    const wdir = filled.get('wdir');
    if (wdir !== undefined && wdir !== null && !Array.isArray(wdir) && !isMapping(wdir))
      filled.set('wdir', scalarText(wdir));
    const place = { file, ...this.#yaml.placeOf(path.slice(0, 2)) };
    return readStage(filled, { name, group, place, root, folder: this.#folder, path });
  }

  /** A stage's own `vars` are files of its working folder, which therefore cannot name them. */
  #wdir(definition: PythonMapping, scope: TemplateScope, path: ValuePath): string {
    const wdir = fillIn(definition.get('wdir') ?? null, scope.values, this.#source.style, [...path, 'wdir']);
    if (wdir === null || wdir === '' || Array.isArray(wdir) || isMapping(wdir)) return this.#folder;
    return joinLocation(this.#folder, scalarText(wdir));
  }
}
