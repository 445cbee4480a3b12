import type { Range } from 'vscode-languageserver-types';
import type { SchemaPath } from '../../manifests/schema/json-schema.ts';
import type { LocatedPath } from '../yaml/locate-path.ts';
import type { Placed, YamlDocument } from '../yaml/yaml-document.ts';

/**
 * What is underlined of the value at a path: its key, itself where it stands on one line, or the alias by which it is there.
 * `mapping`: of what is wrong with a mapping as a whole, the key that it stands under.
 */
export function rangeOfLocated(
  yaml: YamlDocument,
  path: SchemaPath,
  { pair, value, alias }: LocatedPath,
  wanted: 'key' | 'mapping' | 'value',
): Range {
  if (alias) return yaml.rangeOf(alias.node, alias.place);
  if (pair && wanted === 'key') return yaml.rangeOf(pair.pair.key, pair.place);
  if (path.length === 0 && value.node.kind !== 'scalar') return topOf(yaml);
  const range = yaml.rangeOf(value.node, value.place);
  const isShort = value.node.end > value.node.start && range.start.line === range.end.line;
  if (pair && !(isShort && wanted === 'value')) return yaml.rangeOf(pair.pair.key, pair.place);
  return isShort ? range : firstLine(yaml, value);
}

/** The first key, for what is wrong with the file as a whole. */
export function topOf(yaml: YamlDocument): Range {
  const [first] = yaml.pairsAt([]);
  if (first) return yaml.rangeOf(first.pair.key, first.place);
  return { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
}

/** Of an item of a list that takes several lines. */
function firstLine(yaml: YamlDocument, { node, place }: Placed): Range {
  const first = node.kind === 'map' ? node.pairs[0]?.key : undefined;
  if (first) return yaml.rangeOf(first, place);
  const { start } = yaml.rangeOf(node, place);
  return { start, end: { line: start.line, character: start.character + 1 } };
}
