import { posix } from 'node:path';
import { isMapping, type PythonMapping } from '../../core/python-value.ts';
import { readDeclaredFiles } from './declared-files.ts';
import { ManifestFault } from './fault.ts';
import type { MeasuredFiles, ParsedPipeline, PipelineProblem, PipelineReader, Stage } from './pipeline.ts';
import { checkPipelineShape } from './shape.ts';
import { type StageReading, stagesOf } from './stage-reader.ts';
import { fillIn, type TemplateStyle } from './template.ts';
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
  readonly #reading: StageReading;
  readonly #definitions: PythonMapping;
  readonly declared: MeasuredFiles;

  constructor({ root, file, style, reader }: PipelineSource, yaml: YamlText) {
    const folder = posix.dirname(file);
    const content = yaml.value ?? new Map();
    checkPipelineShape(content);
    const scope = TemplateScope.ofFile(content.get('vars') ?? null, folder, reader);
    this.#reading = { root, file, style, reader, scope, placeOf: yaml.placeOf };
    const filled = (key: string) => fillIn(content.get(key) ?? null, scope.values, style, [key]);
    for (const key of ['params', 'artifacts', 'datasets']) filled(key);
    this.declared = readDeclaredFiles(filled('metrics'), filled('plots'), folder);
    const stages = content.get('stages');
    this.#definitions = isMapping(stages) ? stages : new Map();
  }

  names(): string[] {
    return [...this.#definitions.keys()].map(String);
  }

  stagesOf(name: string): Stage[] {
    const definition = this.#definitions.get(name);
    return isMapping(definition) ? stagesOf(name, definition, this.#reading) : [];
  }
}
