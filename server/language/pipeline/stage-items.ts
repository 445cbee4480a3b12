import { isMapping } from '../../core/python-value.ts';
import type { Stage, StageOut } from '../../manifests/dvc/pipeline.ts';
import { entryOf, itemsOf, valueIn } from '../yaml/follow.ts';
import { keyText } from '../yaml/node.ts';
import type { Placed, YamlDocument } from '../yaml/yaml-document.ts';
import type { PipelineModel } from './pipeline-model.ts';
import type { StageEntry } from './stage-entry.ts';

/** A path or key as it is written in a stage, templates and all. */
export interface StageItem extends Placed {
  text: string;
  /** What stands behind it, where it is a key. */
  options: Placed | null;
}

export const outKeys = ['outs', 'metrics', 'plots'] as const;
export type OutKey = (typeof outKeys)[number];

const kinds: Record<OutKey, StageOut['kind']> = { outs: 'out', metrics: 'metric', plots: 'plot' };

/** The mapping that holds a stage's keys: its definition, or what stands under `do`. */
export function bodyOf(yaml: YamlDocument, { definition }: StageEntry): Placed {
  const template = valueIn(yaml, definition, 'do');
  return template && yaml.resolve(template).node.kind === 'map' ? template : definition;
}

/** The deps, outs, metrics or plots of an entry: paths, or mappings with a path as their key. */
export function pathItems(yaml: YamlDocument, entry: StageEntry, key: OutKey | 'deps'): StageItem[] {
  return itemsOf(yaml, valueIn(yaml, bodyOf(yaml, entry), key)).flatMap((item) => stageItems(yaml, item));
}

/** One file's worth of an item of `params`. */
export interface ParamItem {
  /** Null: params.yaml, which is not written. */
  file: StageItem | null;
  keys: StageItem[];
}

export function paramItems(yaml: YamlDocument, entry: StageEntry): ParamItem[] {
  return itemsOf(yaml, valueIn(yaml, bodyOf(yaml, entry), 'params')).flatMap((item): ParamItem[] =>
    stageItems(yaml, item).map((found) => {
      if (found.options === null) return { file: null, keys: [found] };
      return {
        file: found,
        keys: itemsOf(yaml, found.options).flatMap((key) => stageItems(yaml, key)),
      };
    }),
  );
}

/** Where the `index`-th dep of a stage is written. */
export function depItem(yaml: YamlDocument, entry: StageEntry, index: number): StageItem | null {
  return pathItems(yaml, entry, 'deps')[index] ?? null;
}

/** Where an out of a stage is written. Outs of one kind come in the order of the text. */
export function outItem(
  yaml: YamlDocument,
  entry: StageEntry,
  { outs }: Stage,
  out: StageOut,
): StageItem | null {
  const key = outKeys.find((candidate) => kinds[candidate] === out.kind) ?? 'outs';
  const byText = new Map<string, StageItem>();
  for (const item of pathItems(yaml, entry, key)) if (!byText.has(item.text)) byText.set(item.text, item);
  const items = [...byText.values()];
  const same = outs.filter(({ kind }) => kind === out.kind);
  if (items.length === same.length) return items[same.indexOf(out)] ?? null;
  return items.find(({ text }) => text === out.path) ?? null;
}

/** What a problem with an entry as a whole is told of: its name. */
export function nameRange({ document: { yaml } }: PipelineModel, { entry }: StageEntry) {
  return yaml.rangeOf(entry.pair.key, entry.place);
}

/** Where a key of the stage is written; its name where it has none. */
export function keyRange(model: PipelineModel, entry: StageEntry, key: string) {
  const { yaml } = model.document;
  const found = entryOf(yaml, bodyOf(yaml, entry), key) ?? entryOf(yaml, entry.definition, key);
  return found ? yaml.rangeOf(found.pair.key, found.place) : nameRange(model, entry);
}

/** What the text of the entry stands for, templates as they are; null where it is no mapping. */
export function writtenValue({ document }: PipelineModel, { definition }: StageEntry) {
  const value = document.values.of(document.yaml.resolve(definition));
  return isMapping(value) ? value : null;
}

function stageItems(yaml: YamlDocument, item: Placed): StageItem[] {
  const { node, place } = yaml.resolve(item);
  if (node.kind === 'scalar') return [{ text: keyText(node) ?? '', node, place, options: null }];
  if (node.kind !== 'map') return [];
  return node.pairs.flatMap(({ key, value }) => {
    const text = keyText(key);
    if (text === null || text === '<<') return [];
    return { text, node: key, place, options: { node: value, place } };
  });
}
