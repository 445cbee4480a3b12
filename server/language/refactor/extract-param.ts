import { posix } from 'node:path';
import type { Range } from 'vscode-languageserver-types';
import type { PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { joinLocation } from '../../manifests/dvc/location.ts';
import { paramAt } from '../../manifests/dvc/param-values.ts';
import { referencesIn } from '../../manifests/dvc/template.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import { readYaml } from '../../manifests/dvc/yaml-values.ts';
import { addParams } from '../edits/add-param.ts';
import type { Fix } from '../lint/rule.ts';
import type { StageEntry } from '../pipeline/stage-entry.ts';
import { bodyOf } from '../pipeline/stage-items.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { childrenOf, keyText, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { PlacedSection } from '../yaml/yaml-document.ts';

/** A literal of a stage that may become a param. */
interface Literal {
  value: PythonValue;
  /** Letters that become a `${…}`, in the section. */
  start: number;
  end: number;
  /** What it is called where it stands. */
  name: string;
}

/**
 * Puts the literal that a range begins in, a value of a command's option or a scalar field of a stage, into params.yaml
 * beside the dvc.yaml, and a `${…}` in its place. Null where there is none, and where params.yaml cannot be changed.
 */
export function extractParam(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  { start }: Range,
): Fix | null {
  if (document.kind !== 'pipeline') return null;
  const at = document.yaml.locate(start);
  if (!at) return null;
  const entry = entryAt(folder, document, at.place, at.offset);
  const literal = entry && literalAt(document, entry, at.place, at.offset);
  if (!literal) return null;
  const location = joinLocation(posix.dirname(document.location), defaultParamsFile);
  const key = freeKey(folder, location, entry.name, literal.name);
  const change = key === null ? null : addParams(folder, location, [[key, literal.value]]);
  if (key === null || !change) return null;
  const written = shownInTitle(
    document.yaml.text.slice(at.place.offset + literal.start, at.place.offset + literal.end),
  );
  return {
    title: `Extract ${written} to ${location} as "${key}"`,
    preferred: false,
    changes: [
      {
        location: document.location,
        range: document.yaml.rangeOf(literal, at.place),
        newText: `\${${key}}`,
      },
      change,
    ],
  };
}

function entryAt(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  place: PlacedSection,
  offset: number,
): StageEntry | null {
  const { entries } = folder.pipeline(document);
  return (
    entries.find(
      ({ definition: { node, place: own } }) =>
        own.section === place.section &&
        own.offset === place.offset &&
        node.start <= offset &&
        offset <= node.end,
    ) ?? null
  );
}

function literalAt(
  document: ManifestDocument,
  entry: StageEntry,
  place: PlacedSection,
  offset: number,
): Literal | null {
  const body = bodyOf(document.yaml, entry).node;
  if (body.kind !== 'map') return null;
  const pair = body.pairs.find(({ value }) => value.start <= offset && offset <= value.end);
  const key = pair && keyText(pair.key);
  if (!pair || !key || unfilled.has(key)) return null;
  const scalar = scalarAt(pair.value, offset);
  if (!scalar) return null;
  const { text } = place.section;
  if (key === 'cmd') return wordAt(text.slice(scalar.start, scalar.end), scalar.start, offset);
  const isWhole = typeof scalar.value !== 'string' || referencesIn(scalar.value).length === 0;
  if (!isWhole || scalar.style === 'block' || scalar.value === null) return null;
  // A number or a flag: a whole `${…}` takes its type. Within quotes the letters alone are replaced.
  const quote = scalar.style === 'plain' ? 0 : 1;
  if (scalar.style === 'double-quoted' && text.slice(scalar.start, scalar.end).includes('\\')) return null;
  return { value: scalar.value, start: scalar.start + quote, end: scalar.end - quote, name: key };
}

/** No template may stand in these, or none is filled in; `params` are names already. */
const unfilled = new Set(['vars', 'params', 'matrix', 'foreach', 'frozen', 'always_changed']);

function scalarAt(node: YamlNode, offset: number): ScalarNode | null {
  if (node.kind === 'scalar') return node;
  const child = childrenOf(node).find((candidate) => candidate.start <= offset && offset <= candidate.end);
  return child ? scalarAt(child, offset) : null;
}

/** A word of a command that is no option, no file and no template: `--lr 0.1`, `epochs=5`, `16`. */
function wordAt(source: string, base: number, offset: number): Literal | null {
  for (const { 0: word, index } of source.matchAll(/[^\s'"`;|&<>()=]+/g)) {
    const [start, end] = [base + index, base + index + word.length];
    if (offset < start || offset > end) continue;
    const before = /(?:--?|(?<=[\s'"]))([A-Za-z][\w.-]*)[\s=]+$/.exec(source.slice(0, index))?.[1];
    const { value } = readYaml(word);
    const isValue = typeof value === 'number' || typeof value === 'bigint';
    const isOption = /(?:\s--?[\w.-]+(?:=|\s+)|=)$/.test(source.slice(0, index)) && !/^-|[$*/{}]/.test(word);
    if (!isValue && !isOption) return null;
    if (value === null || typeof value === 'object') return null;
    return { value, start, end, name: before ?? 'value' };
  }
  return null;
}

/** `stage.name` where the stage has params of its own or the plain name is taken. Null where none is free. */
function freeKey(folder: WorkspaceFolder, location: string, stage: string, name: string): string | null {
  const plain = name.replace(/^-+/, '').replaceAll(/[^\w]/g, '_');
  const owner = stage.replaceAll(/[^\w]/g, '_');
  try {
    const values = folder.paramValues(location);
    const isFree = (key: string) => values === null || paramAt(values, key) === undefined;
    const ownsMapping = values !== null && paramAt(values, owner) instanceof Map;
    const candidates = ownsMapping ? [`${owner}.${plain}`, plain] : [plain, `${owner}_${plain}`];
    const numbered = [2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${candidates[0]}_${number}`);
    return [...candidates, ...numbered].find(isFree) ?? null;
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}

function shownInTitle(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
