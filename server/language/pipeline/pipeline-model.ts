import { posix } from 'node:path';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { readDeclaredFiles } from '../../manifests/dvc/declared-files.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import type { MeasuredFiles, Stage } from '../../manifests/dvc/pipeline.ts';
import {
  type StageReading,
  type StageTemplate,
  scopeOf,
  stagesOf,
  templatesOf,
} from '../../manifests/dvc/stage-reader.ts';
import { fillIn, type TemplateStyle } from '../../manifests/dvc/template.ts';
import { TemplateScope } from '../../manifests/dvc/template-values.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { keyText, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';
import type { Placed, PlacedPair } from '../yaml/yaml-document.ts';
import {
  definitionOf,
  type EntrySource,
  NumberedEntry,
  type ReadStages,
  type StageEntry,
} from './stage-entry.ts';
import { type NamedPaths, noPaths, readPaths, writePaths } from './stage-paths.ts';

/** Where params files and vars are read from. */
export interface ParamSource {
  root: string;
  paramValues(location: string): PythonValue | null;
}

/** How the engine writes mappings in commands, unless DVC's settings say otherwise. */
export const style: TemplateStyle = { bool: 'store_true', list: 'nargs' };

/** A dvc.yaml as it is read: its stages with their templates filled in, and what stops that. */
export class PipelineModel implements EntrySource {
  readonly document: ManifestDocument;
  /** Of its templates; null where its vars cannot be read, for the reason that `fault` gives. */
  readonly scope: TemplateScope | null;
  readonly fault: ManifestFault | null;
  readonly entries: readonly NumberedEntry[];
  /** What its top level names, as far as it can be read. */
  readonly declared: MeasuredFiles;
  /** What is wrong with templates at its top level; DVC then reads none of its stages. */
  readonly topFaults: readonly ManifestFault[];
  readonly #root: string;
  readonly #top: TopLevel;
  readonly #evidence: Evidence;
  readonly #varsText: string;
  /** By the nodes of the text; null while these are not kept. */
  #read: ReadonlyMap<Section, ReadEntries> | null;
  #pairs: readonly PlacedPair[] | null;

  private constructor(document: ManifestDocument, source: ParamSource, before: PipelineModel | null) {
    this.document = document;
    this.#root = source.root;
    const evidence = new Evidence(source);
    const vars = document.yaml.find(['vars']);
    const varsValue = vars ? document.values.of(vars) : null;
    this.#varsText = textOf(vars);
    const same = before?.sees(source, this.#varsText) ? before : null;
    this.#evidence = same ? same.#evidence : evidence;
    [this.scope, this.fault] = same
      ? [same.scope, same.fault]
      : readScope(varsValue, posix.dirname(document.location), evidence);
    const read = new Map<Section, ReadEntries>();
    const pairs = entryPairs(document);
    this.#pairs = pairs;
    this.entries = pairs.map((found, number) => {
      const { section } = found.place;
      const known = same === null ? undefined : same.#read?.get(section);
      const ours = read.get(section) ?? known ?? new Map<YamlNode, ReadEntry>();
      read.set(section, ours);
      const name = keyText(found.pair.key) ?? '';
      const value = writtenValueOf(document, found);
      let result = ours.get(found.pair.key);
      if (!result || result.value !== value) {
        result = { value, ...this.#readEntry(name, value) };
        ours.set(found.pair.key, result);
      }
      return new NumberedEntry(name, result, this, number);
    });
    this.#read = read;
    this.#top = readTop(document, this.scope, same ? same.#top : null);
    this.declared = this.#top.declared;
    this.topFaults = this.#top.faults;
  }

  /** The same object as `before` where nothing that it was read from has changed. */
  static of(document: ManifestDocument, source: ParamSource, before: PipelineModel | null): PipelineModel {
    if (before?.document === document && before.#evidence.holds(source)) return before;
    return new PipelineModel(document, source, before);
  }

  /** Lets go of the nodes of its text, and of its stages but for their paths. */
  rest(): void {
    this.#read = null;
    this.#pairs = null;
    for (const entry of this.entries) entry.rest();
  }

  /** Of all its stages, without reading anything. */
  get paths(): NamedPaths[] {
    return this.entries.flatMap(({ paths }) => readPaths(paths));
  }

  pairOf(number: number): PlacedPair {
    this.#pairs ??= entryPairs(this.document);
    return this.#pairs[number] as PlacedPair;
  }

  stagesOf(number: number): readonly Stage[] {
    const found = this.pairOf(number);
    return this.#readEntry(keyText(found.pair.key) ?? '', writtenValueOf(this.document, found)).stages;
  }

  /** Templates have the same values as when this was read. */
  private sees(source: ParamSource, varsText: string): boolean {
    return this.#varsText === varsText && this.#evidence.holds(source);
  }

  /** What the templates of each stage of an entry see; none where that cannot be told. */
  scopesOf({ name, definition }: StageEntry): { template: StageTemplate; scope: TemplateScope }[] {
    const value = this.document.values.of(this.document.yaml.resolve(definition));
    const reading = this.#reading();
    if (!reading || !isMapping(value)) return [];
    try {
      return templatesOf(name, value, reading).map((template) => ({
        template,
        scope: scopeOf(template, reading),
      }));
    } catch (error) {
      if (error instanceof ManifestFault) return [];
      throw error;
    }
  }

  #reading(): StageReading | null {
    return (
      this.scope && {
        root: this.#root,
        file: this.document.location,
        style,
        reader: this.#evidence.reader,
        scope: this.scope,
        placeOf: () => ({ line: 1, column: 1 }),
      }
    );
  }

  #readEntry(name: string, value: PythonValue): ReadStages {
    const reading = this.#reading();
    if (!reading || !isMapping(value)) return readStages([], null);
    try {
      return readStages(stagesOf(name, value, reading), null);
    } catch (error) {
      if (error instanceof ManifestFault) return readStages([], error);
      throw error;
    }
  }
}

function readStages(stages: readonly Stage[], fault: ManifestFault | null): ReadStages {
  return { stages, paths: stages.length === 0 ? noPaths : writePaths(stages), fault, remembered: new Map() };
}

/** The entries under `stages` that are no merge keys, in the order of the text. */
function entryPairs({ yaml }: ManifestDocument): PlacedPair[] {
  return yaml.pairsAt(['stages']).filter(({ pair }) => {
    const name = keyText(pair.key);
    return name !== null && name !== '<<';
  });
}

function writtenValueOf({ yaml, values }: ManifestDocument, found: PlacedPair): PythonValue {
  return values.of(yaml.resolve(definitionOf(found)));
}

interface ReadEntry extends ReadStages {
  value: PythonValue;
}

interface TopLevel {
  values: readonly PythonValue[];
  declared: MeasuredFiles;
  faults: readonly ManifestFault[];
}

const topKeys = ['params', 'artifacts', 'datasets', 'metrics', 'plots'] as const;
const nothingDeclared: MeasuredFiles = { metrics: [], plots: [] };

/** `before`: as it was with the same scope. */
function readTop(document: ManifestDocument, scope: TemplateScope | null, before: TopLevel | null): TopLevel {
  const values = topKeys.map((key) => {
    const placed = document.yaml.find([key]);
    return placed ? document.values.of(placed) : null;
  });
  if (before?.values.every((value, index) => value === values[index])) return before;
  if (!scope) return { values, declared: nothingDeclared, faults: [] };
  const faults: ManifestFault[] = [];
  const filled = topKeys.map((key, index) => {
    try {
      return fillIn(values[index] ?? null, scope.values, style, [key]);
    } catch (error) {
      if (!(error instanceof ManifestFault)) throw error;
      faults.push(error);
      return null;
    }
  });
  const folder = posix.dirname(document.location);
  return { values, declared: readDeclaredFiles(filled[3] ?? null, filled[4] ?? null, folder), faults };
}

type ReadEntries = Map<YamlNode, ReadEntry>;

function textOf(placed: Placed | null): string {
  return placed ? placed.place.section.text : '';
}

function readScope(
  vars: PythonValue,
  folder: string,
  evidence: Evidence,
): [TemplateScope | null, ManifestFault | null] {
  try {
    return [TemplateScope.ofFile(vars, folder, evidence.reader), null];
  } catch (error) {
    if (error instanceof ManifestFault) return [null, error];
    throw error;
  }
}

/** What was read of params files, to see whether it would be read again the same. */
class Evidence {
  readonly #source: ParamSource;
  readonly #seen = new Map<string, PythonValue | ManifestFault>();

  constructor(source: ParamSource) {
    this.#source = source;
  }

  readonly reader = {
    readValues: (location: string): PythonValue | null => {
      const values = readOrFault(this.#source, location);
      this.#seen.set(location, values);
      if (values instanceof ManifestFault) throw values;
      // A scope changes what it is given.
      return isMapping(values) ? copied(values) : values;
    },
  };

  holds(source: ParamSource): boolean {
    for (const [location, values] of this.#seen) if (readOrFault(source, location) !== values) return false;
    return true;
  }
}

function readOrFault(source: ParamSource, location: string): PythonValue | ManifestFault {
  try {
    return source.paramValues(location);
  } catch (error) {
    if (error instanceof ManifestFault) return error;
    throw error;
  }
}

function copied(mapping: PythonMapping): PythonMapping {
  return new Map([...mapping].map(([key, value]) => [key, isMapping(value) ? copied(value) : value]));
}
