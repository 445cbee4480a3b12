import type { Range } from 'vscode-languageserver-types';
import { nearestName } from '../../core/nearest-name.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WrittenText } from '../yaml/reading.ts';
import { scalarSource } from '../yaml/scalar-source.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import type { Fix } from './rule.ts';

export function rangeOf({ yaml }: ManifestDocument, { node, place }: Placed): Range {
  return yaml.rangeOf(node, place);
}

/** Writes another text in the place of one. */
export function rewriteFix(
  document: ManifestDocument,
  { at }: WrittenText,
  text: string,
  title = `Change to "${text}"`,
): Fix {
  const newText = scalarSource(text, at.node.style);
  return {
    title,
    preferred: true,
    changes: [{ location: document.location, range: rangeOf(document, at), newText }],
  };
}

/** Renames to the known name that was probably meant, where there is one. */
export function nearestFix(document: ManifestDocument, name: WrittenText, known: readonly string[]): Fix[] {
  const near = nearestName(name.text, known);
  return near === null ? [] : [rewriteFix(document, name, near)];
}
