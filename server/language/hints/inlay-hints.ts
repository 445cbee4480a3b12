import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import { previewOf } from '../../core/python-preview.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { paramAt } from '../../manifests/dvc/param-values.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { TensorFacts } from '../workspace/providers.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { keyText, pairOf, type ScalarNode, type SequenceNode } from '../yaml/node.ts';
import { gateHints } from './gate-hints.ts';
import { stageHints } from './stage-hints.ts';

/** What a reader would have to look up: states of stages, values of the params that they name; tensors, versions and gates of a model. */
export function hintsIn(folder: WorkspaceFolder, document: ManifestDocument, range: Range): InlayHint[] {
  return allHints(folder, document).filter(
    ({ position: { line } }) => line >= range.start.line && line <= range.end.line,
  );
}

function allHints(folder: WorkspaceFolder, document: ManifestDocument): InlayHint[] {
  if (document.kind === 'pipeline') return [...stageHints(folder, document), ...paramHints(folder, document)];
  if (document.kind === 'model')
    return [
      ...versionHints(folder, document),
      ...tensorHints(folder, document),
      ...gateHints(folder, document),
    ];
  return [];
}

function paramHints(folder: WorkspaceFolder, document: ManifestDocument): InlayHint[] {
  const { yaml } = document;
  return folder.pipeline(document).entries.flatMap(({ definition, stages }) => {
    const [stage] = stages;
    const { node, place } = yaml.resolve(definition);
    const written = pairOf(pairOf(node, 'do')?.value ?? node, 'params')?.value;
    if (!stage || written?.kind !== 'sequence') return [];
    return paramsIn(written).flatMap(({ file, key }): InlayHint[] => {
      const location = stage.params.find(({ path }) => path === file)?.location;
      const value = location === undefined ? null : valueAt(folder, location, String(key.value));
      if (value === null) return [];
      return [
        {
          position: yaml.rangeOf(key, place).end,
          label: `= ${value}`,
          kind: InlayHintKind.Parameter,
          paddingLeft: true,
          tooltip: `${key.value} of ${location}`,
        },
      ];
    });
  });
}

/** `lr`, a key of params.yaml, and `{other.yaml: [lr]}`. */
function paramsIn({ items }: SequenceNode): { file: string; key: ScalarNode }[] {
  return items.flatMap((item) => {
    if (item.kind === 'scalar') return [{ file: defaultParamsFile, key: item }];
    const pairs = item.kind === 'map' ? item.pairs : [];
    return pairs.flatMap(({ key, value }) => {
      const keys = value.kind === 'sequence' ? value.items : [];
      return keys.flatMap((each) =>
        each.kind === 'scalar' ? [{ file: keyText(key) ?? '', key: each }] : [],
      );
    });
  });
}

function valueAt(folder: WorkspaceFolder, file: string, name: string): string | null {
  try {
    const values = folder.paramValues(file);
    const value = values === null ? undefined : paramAt(values, name);
    return value === undefined ? null : previewOf(value);
  } catch (error) {
    // What is wrong with the file is told of there.
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}

/** Behind a model's name: its newest version, and which one each alias stands for. */
function versionHints({ providers }: WorkspaceFolder, { yaml }: ManifestDocument): InlayHint[] {
  const name = yaml.find(['name']);
  const models = providers.registry.models();
  if (name?.node.kind !== 'scalar' || models.state !== 'known') return [];
  const { value } = name.node;
  const model = models.value.find((each) => each.name === value);
  if (!model) return [];
  const newest = Math.max(...model.versions.map(({ version }) => Number(version)));
  const aliases = model.versions.flatMap((each) =>
    each.aliases.map((alias) => `${alias} is version ${each.version}`),
  );
  return [
    {
      position: yaml.rangeOf(name.node, name.place).end,
      label: model.versions.length === 0 ? 'no version' : `version ${newest}`,
      paddingLeft: true,
      ...(aliases.length > 0 && { tooltip: aliases.join('\n') }),
    },
  ];
}

function tensorHints(folder: WorkspaceFolder, { yaml, location }: ManifestDocument): InlayHint[] {
  const artifact = yaml.find(['artifact']);
  if (artifact?.node.kind !== 'scalar' || typeof artifact.node.value !== 'string') return [];
  const above = location.includes('/') ? location.slice(0, location.lastIndexOf('/') + 1) : '';
  const graph = folder.providers.contents.modelGraph(`${above}${artifact.node.value}`);
  if (graph.state !== 'known') return [];
  const { inputs, outputs } = graph.value;
  return [
    {
      position: yaml.rangeOf(artifact.node, artifact.place).end,
      label: `${inputs.map(tensorWords).join(', ')} → ${outputs.map(tensorWords).join(', ')}`,
      kind: InlayHintKind.Type,
      paddingLeft: true,
    },
  ];
}

function tensorWords({ name, datatype, shape }: TensorFacts): string {
  return `${name} ${datatype}[${shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`;
}
