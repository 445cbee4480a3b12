import { adviseName } from '../../../core/nearest-name.ts';
import { locationIn, modelReferencesOf } from '../../model/model-references.ts';
import { signatureOf, type TensorDeclaration } from '../../model/signature.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { ModelGraph, TensorFacts } from '../../workspace/providers.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Placed } from '../../yaml/yaml-document.ts';
import type { Fix, Rule } from '../rule.ts';
import { nearestFix, rangeOf, rewriteFix } from '../written-range.ts';

const graph: ModelGraph = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  outputs: [
    { name: 'label', datatype: 'INT64', shape: [-1] },
    { name: 'proba', datatype: 'FP32', shape: [-1, 2] },
  ],
};

export const signatureMismatch: Rule = {
  code: 'SW147',
  name: 'signature-mismatch',
  severity: 'warning',
  summary: 'A declared input or output is not that of the ONNX file.',
  description:
    'Names, datatypes and shapes are compared with the graph of the `artifact`, where that file is on this disk. A model that takes something else than it declares never goes live. An output that is not declared is no mismatch; an input is.',
  kinds: ['model'],
  check({ document, folder, report }) {
    const model = modelGraph(folder, document);
    if (!model) return;
    const signature = signatureOf(document);
    for (const side of ['inputs', 'outputs'] as const) {
      const facts = model[side];
      for (const tensor of signature[side]) {
        const name = tensor.name;
        const fact = name && facts.find((each) => each.name === name.text);
        if (fact) compare(document, tensor, fact, report);
        else if (name) {
          const known = facts.map((each) => each.name);
          const message = `the model has no ${side.slice(0, -1)} "${name.text}"; ${adviseName(name.text, known)}`;
          report(rangeOf(document, name.at), message, {
            // Of one alone it is clear which is meant.
            fixes: () =>
              known.length === 1 && signature[side].length === 1
                ? known.map((each) => rewriteFix(document, name, each))
                : nearestFix(document, name, known),
          });
        }
      }
    }
    const declared = signature.inputs.map(({ name }) => name?.text);
    const missing = model.inputs.filter(({ name }) => !declared.includes(name));
    const key = document.yaml.findPair(['signature', 'inputs']);
    if (!key || missing.length === 0 || missing.length + declared.length > model.inputs.length) return;
    const names = missing.map(({ name }) => `"${name}"`).join(', ');
    report(
      rangeOf(document, { node: key.pair.key, place: key.place }),
      `the model also takes ${names}, which is not declared`,
    );
  },
  examples: {
    wrong: [
      {
        title: 'Another name, datatype and shape than the model has',
        facts: { graphs: { 'model.onnx': graph } },
        files: {
          'fraud.model.yaml': `artifact: model.onnx
signature:
  inputs: [{name: input, datatype: FP32, shape: [-1, 2]}]
#                 ^^^^^ the model has no input "input"; known: x
  outputs:
    - {name: proba, datatype: FP64, shape: [-1, 3]}
#                             ^^^^ "proba" is FP32 in the model
#                                          ^^^^^^^ "proba" has the shape [-1, 2] in the model
`,
        },
        fixed: {
          'fraud.model.yaml': `artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
  outputs:
    - {name: proba, datatype: FP32, shape: [-1, 2]}
`,
        },
      },
      {
        title: 'An input that is not declared',
        facts: {
          graphs: {
            'model.onnx': {
              ...graph,
              inputs: [...graph.inputs, { name: 'mask', datatype: 'BOOL', shape: [-1] }],
            },
          },
        },
        files: {
          'fraud.model.yaml': `artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
# ^^^^^^ the model also takes "mask", which is not declared
`,
        },
      },
    ],
    right: [
      {
        title: 'A dimension that is free in one of the two, and an output that nobody needs',
        facts: { graphs: { 'm/model.onnx': graph } },
        files: {
          'm/fraud.model.yaml': `artifact: model.onnx
signature:
  inputs: [{name: x, datatype: FP32, shape: [1, 2]}]
  outputs: [{name: proba, datatype: FP32, shape: [-1, -1]}]
`,
        },
      },
      {
        title: 'A model that is not on this disk',
        files: {
          'fraud.model.yaml': 'artifact: model.onnx\nsignature:\n  inputs: [{name: y, datatype: FP32}]\n',
        },
      },
    ],
  },
};

function modelGraph(folder: WorkspaceFolder, document: ManifestDocument): ModelGraph | null {
  const artifact = modelReferencesOf(document).find(({ kind }) => kind === 'artifact');
  if (!artifact) return null;
  const found = folder.providers.contents.modelGraph(locationIn(document, artifact.name.text));
  return found.state === 'known' ? found.value : null;
}

function compare(
  document: ManifestDocument,
  { datatype, shape }: TensorDeclaration,
  fact: TensorFacts,
  report: Parameters<Rule['check']>[0]['report'],
): void {
  if (datatype && fact.datatype !== '' && datatype.text !== fact.datatype)
    report(rangeOf(document, datatype.at), `"${fact.name}" is ${fact.datatype} in the model`, {
      fixes: () => [rewriteFix(document, datatype, fact.datatype)],
    });
  if (!shape || fact.anyRank || fact.datatype === '' || fits(shape.dimensions, fact.shape)) return;
  const written = `[${fact.shape.join(', ')}]`;
  report(rangeOf(document, shape.at), `"${fact.name}" has the shape ${written} in the model`, {
    fixes: () => [shapeFix(document, shape.at, written)],
  });
}

function fits(declared: readonly number[], found: readonly number[]): boolean {
  return (
    declared.length === found.length &&
    declared.every((size, axis) => size < 0 || (found[axis] ?? 0) < 0 || size === found[axis])
  );
}

function shapeFix(document: ManifestDocument, at: Placed, written: string): Fix {
  const { location } = document;
  const text = at.place.section.text.slice(at.node.start, at.node.end);
  const isBlock = !text.startsWith('[');
  const range = document.yaml.rangeOf(
    { start: at.node.start, end: at.node.start + text.trimEnd().length },
    at.place,
  );
  const newText = isBlock
    ? written
        .slice(1, -1)
        .split(', ')
        .map((size) => `- ${size}`)
        .join(`\n${' '.repeat(range.start.character)}`)
    : written;
  return { title: `Change to ${written}`, preferred: true, changes: [{ location, range, newText }] };
}
