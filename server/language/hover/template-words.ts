import { previewOf } from '../../core/python-preview.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { fillIn, templatesOf } from '../../manifests/dvc/template.ts';
import { nodesAt } from '../yaml/nodes-at.ts';
import type { HoverContext, HoverPart } from './hover-part.ts';
import { codeBlock } from './markdown.ts';

/** Of a text with `${…}`: what it is with its values in place. Not within a group, whose members differ. */
export function templateWords({ folder, document, position }: HoverContext): HoverPart | null {
  if (document.kind !== 'pipeline') return null;
  const around = nodesAt(document.yaml, position);
  const node = around?.nodes.at(-1);
  if (!around || node?.kind !== 'scalar' || typeof node.value !== 'string') return null;
  if (templatesOf(node.value).length === 0) return null;
  const { scope } = folder.pipeline(document);
  if (!scope) return null;
  try {
    // A mapping becomes options only in a command; elsewhere the fault says so at its place.
    const filled = fillIn(node.value, scope.values, { bool: 'store_true', list: 'nargs' }, ['', '', 'cmd']);
    const text = typeof filled === 'string' ? filled : previewOf(filled);
    return {
      range: document.yaml.rangeOf(node, around.place),
      markdown: codeBlock(text, typeof filled === 'string' ? 'sh' : 'yaml'),
    };
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}
