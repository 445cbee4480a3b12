import { SymbolKind } from 'vscode-languageserver-types';
import type { ManifestKind } from '../workspace/manifest-kind.ts';
import { pairOf, type YamlNode } from '../yaml/node.ts';
import { oneLine, scalarDetail, type TreeStyle } from './symbol-tree.ts';

/** Kinds by the path from the top: the longest that fits counts; `*` fits any key. */
type Kinds = Readonly<Record<string, SymbolKind>>;

const pipelineKinds: Kinds = {
  stages: SymbolKind.Namespace,
  'stages/*': SymbolKind.Function,
  'stages/*/*/*': SymbolKind.File,
  'stages/*/params/*': SymbolKind.Property,
  'stages/*/cmd/*': SymbolKind.String,
  'stages/*/do/*/*': SymbolKind.File,
  'stages/*/do/params/*': SymbolKind.Property,
  'metrics/*': SymbolKind.File,
  'plots/*': SymbolKind.File,
  'params/*': SymbolKind.File,
  'artifacts/*': SymbolKind.Package,
};
const workspaceKinds: Kinds = {
  'trackers/*': SymbolKind.Interface,
  'executors/*': SymbolKind.Interface,
  'targets/*': SymbolKind.Interface,
  'schedules/*': SymbolKind.Event,
  'roles/*': SymbolKind.Enum,
};
const modelKinds: Kinds = {
  name: SymbolKind.Class,
  'signature/*/*': SymbolKind.TypeParameter,
  'gates/*': SymbolKind.Boolean,
  'monitors/*': SymbolKind.Event,
};
const dataKinds: Kinds = {
  name: SymbolKind.Class,
  'schema/fields/*': SymbolKind.Field,
  'checks/*': SymbolKind.Boolean,
};

/** Scalars of these lists are lines of their own. */
const shown: Record<ManifestKind, RegExp> = {
  pipeline:
    /^(?:stages\/[^/]+\/(?:do\/)?(?:deps|outs|metrics|plots|params|cmd)(?:\/.*)?|metrics|plots|params|vars)$/,
  params: /^$/,
  workspace: /^schedules\/\*\/stages$/,
  model: /^$/,
  data: /^$/,
};

export const treeStyles: Record<ManifestKind, TreeStyle> = {
  pipeline: styleOf('pipeline', pipelineKinds, (path, node) =>
    path.length === 2 && path[0] === 'stages' ? commandOf(node) : scalarDetail(node),
  ),
  params: styleOf('params', {}, (_, node) => scalarDetail(node) ?? listDetail(node)),
  workspace: styleOf('workspace', workspaceKinds, (_, node) => textUnder(node, 'kind', 'uri', 'cron')),
  model: styleOf('model', modelKinds, (_, node) => textUnder(node, 'expr', 'datatype', 'schedule')),
  data: styleOf('data', dataKinds, (_, node) => textUnder(node, 'type', 'kind')),
};

function styleOf(kind: ManifestKind, kinds: Kinds, detailOf: TreeStyle['detailOf']): TreeStyle {
  return {
    kindOf: (path, node) => kindAt(kinds, path) ?? valueKind(node),
    detailOf,
    showsScalars: (path) => shown[kind].test(path.join('/')),
  };
}

function kindAt(kinds: Kinds, path: readonly string[]): SymbolKind | undefined {
  const fitting = Object.entries(kinds).filter(([pattern]) => {
    const steps = pattern.split('/');
    return steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]);
  });
  const exact = (pattern: string) => pattern.split('/').filter((step) => step !== '*').length;
  return fitting.sort(([a], [b]) => exact(b) - exact(a))[0]?.[1];
}

function valueKind(node: YamlNode): SymbolKind {
  if (node.kind === 'map') return SymbolKind.Object;
  if (node.kind === 'sequence') return SymbolKind.Array;
  if (node.kind === 'alias') return SymbolKind.Variable;
  switch (typeof node.value) {
    case 'number':
    case 'bigint':
      return SymbolKind.Number;
    case 'boolean':
      return SymbolKind.Boolean;
    default:
      return node.value === null ? SymbolKind.Null : SymbolKind.String;
  }
}

function commandOf(definition: YamlNode): string | null {
  const inner = pairOf(definition, 'do')?.value ?? definition;
  const command = pairOf(inner, 'cmd')?.value;
  if (command?.kind === 'sequence')
    return command.items.flatMap((item) => (item.kind === 'scalar' ? oneLine(item) : [])).join(' && ');
  return command ? scalarDetail(command) : null;
}

function listDetail(node: YamlNode): string | null {
  if (node.kind !== 'sequence') return null;
  const items = node.items.map((item) => (item.kind === 'scalar' ? oneLine(item) : '…'));
  return `[${items.slice(0, 20).join(', ')}${items.length > 20 ? ', …' : ''}]`;
}

/** A scalar itself, or the first of these keys that a mapping has. */
function textUnder(node: YamlNode, ...keys: string[]): string | null {
  if (node.kind !== 'map') return scalarDetail(node);
  for (const key of keys) {
    const value = pairOf(node, key)?.value;
    if (value) return scalarDetail(value);
  }
  return null;
}
