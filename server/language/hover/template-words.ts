import { previewOf } from '../../core/python-preview.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { fillIn, type TemplateValues, templatesOf } from '../../manifests/dvc/template.ts';
import type { PipelineModel } from '../pipeline/pipeline-model.ts';
import { nodesAt } from '../yaml/nodes-at.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import type { HoverContext, HoverPart } from './hover-part.ts';
import { code, codeBlock } from './markdown.ts';

const mostMembers = 6;

/** Of a text with `${…}`: what it is with its values in place; within a group, for each of the first members. */
export function templateWords({ folder, document, position }: HoverContext): HoverPart | null {
  if (document.kind !== 'pipeline') return null;
  const around = nodesAt(document.yaml, position);
  const node = around?.nodes.at(-1);
  if (!around || node?.kind !== 'scalar' || typeof node.value !== 'string') return null;
  if (templatesOf(node.value).length === 0) return null;
  const text = node.value;
  const seen = valuesAt(folder.pipeline(document), { node, place: around.place });
  const filled = seen.slice(0, mostMembers).flatMap(({ name, values }) => {
    const found = fillText(text, values);
    return found ? { name, ...found } : [];
  });
  const [first] = filled;
  if (!first) return null;
  const isOne = filled.every((each) => each.text === first.text);
  const more = seen.length - mostMembers;
  const markdown = isOne
    ? codeBlock(first.text, first.language)
    : [
        ...filled.map((each) => `- ${code(each.name)}: ${code(each.text)}`),
        ...(more > 0 ? [`- and ${more} more`] : []),
      ].join('\n');
  return { range: document.yaml.rangeOf(node, around.place), markdown };
}

/** What the templates at a place see: those of the stage that it lies in, of each member of a group, or of the file. */
function valuesAt(model: PipelineModel, { node, place }: Placed): { name: string; values: TemplateValues }[] {
  const entry = model.entries.find(
    ({ definition }) =>
      definition.place.section === place.section &&
      definition.node.start <= node.start &&
      node.end <= definition.node.end,
  );
  const own = entry ? model.scopesOf(entry) : [];
  if (own.length > 0)
    return own.map(({ template, scope }) => ({ name: template.name, values: scope.values }));
  return model.scope ? [{ name: '', values: model.scope.values }] : [];
}

function fillText(text: string, values: TemplateValues): { text: string; language: string } | null {
  try {
    // A mapping becomes options only in a command; elsewhere the fault says so at its place.
    const filled = fillIn(text, values, { bool: 'store_true', list: 'nargs' }, ['', '', 'cmd']);
    return typeof filled === 'string'
      ? { text: filled, language: 'sh' }
      : { text: previewOf(filled), language: 'yaml' };
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}
