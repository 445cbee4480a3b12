import { posix } from 'node:path';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { PipelineModel } from '../pipeline/pipeline-model.ts';
import type { StageEntry } from '../pipeline/stage-entry.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';
import type { Placed, PlacedSection } from '../yaml/yaml-document.ts';
import { type FollowedAlias, MentionCollector } from './collector.ts';
import type { TextPiece, Unit } from './mention.ts';
import { mentionStage } from './stage-mentions.ts';
import { TemplateSources } from './template-sources.ts';
import { mentionVars } from './vars-mentions.ts';

interface KnownEntry {
  /** Its own text has not changed for as long as this is the same node. */
  key: YamlNode;
  /** With its templates filled in; null where none of its paths has any. */
  stages: readonly Stage[] | null;
  signature: string;
  aliases: readonly FollowedAlias[];
  unit: Unit;
}

/** What the entries of one version are read with. */
interface Reading {
  document: ManifestDocument;
  folder: WorkspaceFolder;
  sources: TemplateSources;
  /** Where a section stands in this version. */
  places: ReadonlyMap<Section, PlacedSection>;
}

/** The units of a dvc.yaml, kept from version to version where nothing has changed that they come from. */
export class PipelineUnits {
  readonly #whole: TextPiece | null;
  #entries = new Map<YamlNode, KnownEntry>();
  #top: { sections: readonly Section[]; unit: Unit } = { sections: [], unit: { location: '', mentions: [] } };

  /** @param whole as of `MentionCollector` */
  constructor(whole: TextPiece | null) {
    this.#whole = whole;
  }

  update({ document, entries: stages }: PipelineModel, folder: WorkspaceFolder): Unit[] {
    const sources = TemplateSources.ofFile(document, folder);
    const places = new Map(document.yaml.sections.map((place) => [place.section, place]));
    const entries = new Map<YamlNode, KnownEntry>();
    for (const entry of stages)
      entries.set(entry.entry.pair.key, this.#entry(entry, { document, folder, sources, places }));
    this.#entries = entries;
    return [this.#topLevel(document), ...[...entries.values()].map(({ unit }) => unit)];
  }

  #entry(entry: StageEntry, reading: Reading): KnownEntry {
    const { document, folder, sources } = reading;
    const { key } = entry.entry.pair;
    const before = this.#entries.get(key);
    if (before && isValid(before, entry, reading)) return before;
    const collector = new MentionCollector(document, this.#whole);
    mentionStage(entry, { collector, folder, sources });
    return {
      key,
      stages: collector.followsTemplates ? entry.stages : null,
      signature: sources.signature,
      aliases: [...collector.aliases.values()],
      unit: collector.unit(),
    };
  }

  #topLevel(document: ManifestDocument): Unit {
    const sections = document.yaml.sections
      .filter(({ path }) => path[0] !== 'stages')
      .map(({ section }) => section);
    const { sections: before, unit } = this.#top;
    if (before.length === sections.length && before.every((section, index) => section === sections[index]))
      return unit;
    const collector = new MentionCollector(document, this.#whole);
    mentionTopLevel(collector);
    this.#top = { sections: collector.aliases.size > 0 ? [] : sections, unit: collector.unit() };
    return this.#top.unit;
  }
}

/** Nothing has changed that it was read from. */
function isValid(known: KnownEntry, { stages }: StageEntry, { document, sources, places }: Reading): boolean {
  if (known.signature !== sources.signature) return false;
  if (known.stages !== null && !sameStages(known.stages, stages)) return false;
  return known.aliases.every(({ alias, target }) => {
    const place = places.get(alias.place.section);
    return place !== undefined && document.yaml.resolve({ node: alias.node, place }).node === target;
  });
}

function sameStages(a: readonly Stage[], b: readonly Stage[]): boolean {
  return a === b || (a.length === 0 && b.length === 0);
}

function mentionTopLevel(collector: MentionCollector): void {
  const { document } = collector;
  const folder = posix.dirname(document.location);
  const path = (placed: Placed | null) =>
    collector.path(placed, 'reference', { use: 'other', base: null }, [folder]);
  mentionVars(collector.find('vars'), folder, document.location, collector);
  for (const key of ['metrics', 'params'])
    for (const item of collector.items(collector.find(key))) path(item);
  for (const item of collector.items(collector.find('plots'))) mentionPlot(item, path, collector);
  for (const { pair, place } of document.yaml.pairsAt(['artifacts']))
    path(collector.entry({ node: pair.value, place }, 'path'));
}

/** `file`, `{file: {x: …}}`, or `{name: {x: {file: column}, y: {file: [columns]}}}`. */
function mentionPlot(item: Placed, path: (placed: Placed) => void, collector: MentionCollector): void {
  path(item);
  for (const { key, value } of collector.entries(item)) {
    const axes = ['x', 'y'].flatMap((axis) => collector.entries(collector.entry(value, axis)));
    for (const entry of axes.length > 0 ? axes : [{ key }]) path(entry.key);
  }
}
