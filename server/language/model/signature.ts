import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { entryOf, itemsOf, textOf, textsOf, type WrittenText } from '../yaml/reading.ts';
import type { Placed, YamlDocument } from '../yaml/yaml-document.ts';

/** A tensor as a model manifest declares it. What is not written, or is of another type, is null. */
export interface TensorDeclaration {
  /** All of it. */
  at: Placed;
  name: WrittenText | null;
  datatype: WrittenText | null;
  /** -1 for a dimension that is free. */
  shape: { dimensions: readonly number[]; at: Placed } | null;
  /** Of the data contract, one for each place of the last dimension. */
  columns: readonly WrittenText[];
}

export interface SignatureDeclaration {
  inputs: readonly TensorDeclaration[];
  outputs: readonly TensorDeclaration[];
}

/** What a `*.model.yaml` says that its model takes and gives. */
export function signatureOf({ yaml }: ManifestDocument): SignatureDeclaration {
  const read = (key: string) =>
    itemsOf(yaml, yaml.find(['signature', key]))
      .filter(({ node }) => node.kind === 'map')
      .map((item) => readTensor(yaml, item));
  return { inputs: read('inputs'), outputs: read('outputs') };
}

function readTensor(yaml: YamlDocument, at: Placed): TensorDeclaration {
  return {
    at,
    name: textOf(entryOf(yaml, at, 'name')),
    datatype: textOf(entryOf(yaml, at, 'datatype')),
    shape: readShape(yaml, entryOf(yaml, at, 'shape')),
    columns: textsOf(yaml, entryOf(yaml, at, 'columns')),
  };
}

function readShape(yaml: YamlDocument, at: Placed | null): TensorDeclaration['shape'] {
  if (at?.node.kind !== 'sequence') return null;
  const dimensions = itemsOf(yaml, at).map(({ node }) =>
    node.kind === 'scalar' ? Number(node.value) : Number.NaN,
  );
  return dimensions.every(Number.isInteger) ? { dimensions, at } : null;
}
