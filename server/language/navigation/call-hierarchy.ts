import { type Position, type Range, SymbolKind } from 'vscode-languageserver-types';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import { folderGraph } from '../pipeline/pipeline-graph.ts';
import type { PipelineModel } from '../pipeline/pipeline-model.ts';
import type { StageEntry } from '../pipeline/stage-entry.ts';
import { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import { symbolKey } from '../references/symbol.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { definitionsOf, targetAt } from './resolve.ts';

/** A stage, or a group of stages, as it is written. */
export interface StageItem {
  name: string;
  kind: SymbolKind;
  detail: string;
  location: string;
  range: Range;
  selectionRange: Range;
}

/** Another stage, and where the reader of the two names what it reads. */
export interface StageCall {
  stage: StageItem;
  at: Range[];
}

/** The stages that a position names, or whose text it lies in. */
export function stagesAt(folder: WorkspaceFolder, location: string, position: Position): StageItem[] {
  const index = FolderIndex.of(folder);
  const target = targetAt(folder, index, location, position);
  const named = (target?.occurrences ?? []).filter(({ symbol }) => symbol.kind === 'stage');
  const entries = entriesOf(folder);
  const found = named.flatMap(({ symbol }) => entries.get(symbolKey(symbol)) ?? []);
  if (found.length > 0) return found.map(itemOf);
  return [...entries.values()]
    .filter(
      ({ model, entry }) => model.document.location === location && holds(rangeOf(model, entry), position),
    )
    .map(itemOf);
}

/** Who reads what this stage makes. */
export function readersOf(folder: WorkspaceFolder, item: Pick<StageItem, 'location' | 'name'>): StageCall[] {
  return callsOf(folder, item, 'readers');
}

/** Who makes what this stage reads. */
export function makersOf(folder: WorkspaceFolder, item: Pick<StageItem, 'location' | 'name'>): StageCall[] {
  return callsOf(folder, item, 'makers');
}

interface FoundEntry {
  entry: StageEntry;
  model: PipelineModel;
}

function callsOf(
  folder: WorkspaceFolder,
  { location, name }: Pick<StageItem, 'location' | 'name'>,
  wanted: 'readers' | 'makers',
): StageCall[] {
  const graph = folderGraph(folder);
  const own = entriesOf(folder).get(stageKey(location, name));
  if (!own) return [];
  const addresses = new Set(own.entry.stages.map(({ address }) => address));
  const others = new Map<StageEntry, FoundEntry>();
  for (const [reader, makers] of graph.needs)
    for (const maker of makers) {
      const [here, there] = wanted === 'makers' ? [reader, maker] : [maker, reader];
      const other = addresses.has(here) ? graph.byAddress.get(there) : undefined;
      if (other) others.set(other.entry, other);
    }
  return [...others.values()].map((other) => {
    const [reader, maker] = wanted === 'makers' ? [own, other] : [other, own];
    return { stage: itemOf(other), at: placesOfReading(folder, reader, maker.entry.stages) };
  });
}

/** Where one entry names what these stages make; its name, where only a template does. */
function placesOfReading(
  folder: WorkspaceFolder,
  { entry, model }: FoundEntry,
  makers: readonly Stage[],
): Range[] {
  const index = FolderIndex.of(folder);
  const { location } = model.document;
  const range = rangeOf(model, entry);
  const outs = new Set(makers.flatMap((stage) => stage.outs.map((out) => out.location)));
  const isRead = (occurrence: Occurrence) =>
    outs.has(occurrence.symbol.name) ||
    definitionsOf(index, occurrence).some(({ symbol }) => outs.has(symbol.name));
  const places = index
    .inFile(location)
    .filter(({ symbol, path }) => symbol.kind === 'file' && (path?.use === 'dep' || path?.use === 'params'))
    .filter((occurrence) => holds(range, occurrence.range.start) && isRead(occurrence))
    .map((occurrence) => occurrence.range);
  return places.length > 0 ? places : [itemOf({ entry, model }).selectionRange];
}

function entriesOf(folder: WorkspaceFolder): Map<string, FoundEntry> {
  return new Map(
    folder
      .pipelines()
      .flatMap((model) =>
        model.entries.map(
          (entry) => [stageKey(model.document.location, entry.name), { entry, model }] as const,
        ),
      ),
  );
}

function stageKey(location: string, name: string): string {
  return symbolKey({ kind: 'stage', scope: location, name });
}

function itemOf({ entry, model }: FoundEntry): StageItem {
  const { key } = entry.entry.pair;
  const { yaml, location } = model.document;
  const [first] = entry.stages;
  const command = first ? [first.command].flat().join(' && ') : '';
  const isGroup = first?.group != null;
  return {
    name: entry.name,
    kind: SymbolKind.Function,
    detail: isGroup ? `${entry.stages.length} stages` : command,
    location,
    range: rangeOf(model, entry),
    selectionRange: yaml.rangeOf(key, entry.entry.place),
  };
}

function rangeOf({ document }: PipelineModel, { entry: { pair, place } }: StageEntry): Range {
  const end = place.section.text.slice(0, Math.max(pair.value.end, pair.key.end)).trimEnd().length;
  return document.yaml.rangeOf({ start: pair.key.start, end: Math.max(end, pair.key.end) }, place);
}

function holds({ start, end }: Range, { line, character }: Position): boolean {
  return (
    (line > start.line || (line === start.line && character >= start.character)) &&
    (line < end.line || (line === end.line && character <= end.character))
  );
}
