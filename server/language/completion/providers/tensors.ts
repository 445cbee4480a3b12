import { CompletionItemKind } from 'vscode-languageserver-types';
import type { ValuePath } from '../../../manifests/dvc/fault.ts';
import { plainOrQuoted } from '../../edits/scalar-text.ts';
import { locationIn } from '../../model/model-references.ts';
import type { TensorFacts } from '../../workspace/providers.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';
import { looseAt, looseText } from '../site-facts.ts';

const tensor = pathPattern('signature.inputs.#', 'signature.outputs.#');
const name = pathPattern('signature.inputs.#.name', 'signature.outputs.#.name');
const datatype = pathPattern('signature.inputs.#.datatype', 'signature.outputs.#.datatype');
const dimension = pathPattern('signature.inputs.#.shape.#', 'signature.outputs.#.shape.#');

/** Names, types and shapes of the inputs and outputs of the model file. Nothing while its graph is not known. */
export const tensors: CompletionProvider = (context) => {
  const { document, site } = context;
  const path = site.valueAt ?? [];
  if (document.kind !== 'model' || path[0] !== 'signature' || !site.word.isWhole) return [];
  const found = tensorsOf(context, path[1]);
  const own = path.slice(0, 3);
  if (name(path)) return missing(context, found, own).map(nameOffer);
  if (tensor(path)) return missing(context, found, own).map(wholeOffer);
  const written = looseText(site.section, [...own, 'name']);
  const [only] = found;
  const named = found.find((each) => each.name === written) ?? (found.length === 1 ? only : undefined);
  if (!named) return [];
  if (datatype(path)) return [valueOffer(named.datatype, named, { as: 'value', value: named.datatype })];
  const list = looseAt(site.section, [...own, 'shape']);
  const isEmpty = list?.kind !== 'list' || list.items.length === 0;
  if (!dimension(path) || !isEmpty) return [];
  const source = named.shape.join(', ');
  return [valueOffer(shapeSource(named), named, { as: 'source', source, filter: source })];
};

function tensorsOf({ folder, document }: CompletionContext, side: unknown): readonly TensorFacts[] {
  const node = document.yaml.find(['artifact'])?.node;
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return [];
  const graph = folder.providers.contents.modelGraph(locationIn(document, node.value));
  if (graph.state !== 'known') return [];
  return side === 'inputs' ? graph.value.inputs : graph.value.outputs;
}

/** Those that no other entry of the list declares. */
function missing({ site }: CompletionContext, found: readonly TensorFacts[], own: ValuePath): TensorFacts[] {
  const list = looseAt(site.section, own.slice(0, -1));
  const count = list?.kind === 'list' ? list.items.length : 0;
  const others = Array.from({ length: count }, (_, index) => index)
    .filter((index) => index !== own.at(-1))
    .map((index) => looseText(site.section, [...own.slice(0, -1), index, 'name']));
  return found.filter((each) => !others.includes(each.name));
}

function nameOffer(facts: TensorFacts): Offer {
  return valueOffer(facts.name, facts, { as: 'value', value: facts.name });
}

function wholeOffer(facts: TensorFacts): Offer {
  const parts = [
    `name: ${plainOrQuoted(facts.name, true)}`,
    `datatype: ${facts.datatype}`,
    `shape: ${shapeSource(facts)}`,
  ];
  const source = `{${parts.join(', ')}}`;
  const offer = valueOffer(facts.name, facts, { as: 'source', source, filter: facts.name });
  return { ...offer, rank: ranks.whole };
}

function valueOffer(label: string, facts: TensorFacts, insert: Offer['insert']): Offer {
  return {
    label,
    kind: CompletionItemKind.Field,
    detail: `${facts.datatype} ${shapeSource(facts)}`,
    documentation: `Tensor \`${facts.name}\` of the model file: ${facts.datatype}, shape \`${shapeSource(facts)}\``,
    rank: ranks.likely,
    insert,
  };
}

function shapeSource({ shape: dimensions }: TensorFacts): string {
  return `[${dimensions.join(', ')}]`;
}
