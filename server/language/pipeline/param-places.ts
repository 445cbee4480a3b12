import type { Range } from 'vscode-languageserver-types';
import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { referencesIn } from '../../manifests/dvc/template.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { follow } from '../yaml/follow.ts';
import { keyText, type YamlNode } from '../yaml/node.ts';
import type { Placed, YamlDocument } from '../yaml/yaml-document.ts';
import type { StageEntry } from './stage-entry.ts';
import { type ParamItem, paramItems, type StageItem } from './stage-items.ts';

/** Where a key of a params file is written in a stage; a template that may stand for it where it is not itself. */
export function itemOfKey(
  yaml: YamlDocument,
  entry: StageEntry,
  path: string,
  key: string,
): StageItem | null {
  const items = paramItems(yaml, entry).filter((item) => couldBe(fileText(item), path));
  const keys = items.flatMap((item) => item.keys);
  return (
    keys.find(({ text }) => text === key) ??
    keys.find(({ text }) => referencesIn(text).length > 0) ??
    items[0]?.file ??
    null
  );
}

/** Where a params file is written in a stage, or the first key of the one that is not written. */
export function itemOfFile(yaml: YamlDocument, entry: StageEntry, path: string): StageItem | null {
  const items = paramItems(yaml, entry);
  const found =
    items.find((item) => fileText(item) === path) ?? items.find((item) => couldBe(fileText(item), path));
  return found?.file ?? found?.keys[0] ?? null;
}

function fileText({ file }: ParamItem): string {
  return file?.text ?? defaultParamsFile;
}

function couldBe(text: string, path: string): boolean {
  return text === path || referencesIn(text).length > 0;
}

/** What a fault of the engine is to be told of: at its path, or at the nearest above it that the text holds. */
export function rangeOfFault(
  { yaml }: ManifestDocument,
  path: ValuePath,
  entry: StageEntry | null,
): { range: Range; node: YamlNode | null; text: string | null } {
  const placed = markOf(yaml, path, entry);
  if (!placed) return { range: topRange(yaml), node: null, text: null };
  const { node, place } = placed;
  const isShort = node.kind === 'scalar' && !yamlText(placed).trimEnd().includes('\n');
  const range = isShort ? yaml.rangeOf(node, place) : firstLine(yaml, placed);
  return { range, node, text: keyText(node) };
}

function markOf(yaml: YamlDocument, path: ValuePath, entry: StageEntry | null): Placed | null {
  if (entry) {
    const { mark, taken } = follow(yaml, entry.definition, path.slice(2));
    return taken === 0 ? { node: entry.entry.pair.key, place: entry.entry.place } : mark;
  }
  const [first, ...rest] = path;
  const pair = first === undefined ? null : yaml.findPair([first]);
  if (!pair) return null;
  const { mark, taken } = follow(yaml, { node: pair.pair.value, place: pair.place }, rest);
  return taken === 0 ? { node: pair.pair.key, place: pair.place } : mark;
}

function yamlText({ node, place }: Placed): string {
  return place.section.text.slice(node.start, node.end);
}

function firstLine(yaml: YamlDocument, placed: Placed): Range {
  const length = yamlText(placed).search(/\s*(?:\n|$)/);
  const { node, place } = placed;
  return yaml.rangeOf({ start: node.start, end: node.start + Math.max(length, 1) }, place);
}

/** Of what is wrong with the file as a whole: its first key. */
function topRange(yaml: YamlDocument): Range {
  const [first] = yaml.pairsAt([]);
  if (first) return yaml.rangeOf(first.pair.key, first.place);
  return { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
}
