import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { type SchemaPlace, schemaAt } from '../schema/schema-at.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { type LooseNode, scalarText } from './loose-node.ts';
import type { Offer } from './offer.ts';
import type { CompletionSite } from './site.ts';

/** What the client can do with an item. */
export interface ClientAbilities {
  snippets: boolean;
  /** It takes two ranges: one to insert at, one to replace. */
  insertReplace: boolean;
  /** It leaves the indentation of what is inserted as it is. */
  keepsIndentation: boolean;
}

export interface CompletionContext {
  folder: WorkspaceFolder;
  document: ManifestDocument;
  site: CompletionSite;
  abilities: ClientAbilities;
  /** What the schema says of a place; null where the kind has none. */
  schema(path: ValuePath): SchemaPlace | null;
}

/** Offers of one sort. One file for each, and one line in the list of providers. */
export type CompletionProvider = (context: CompletionContext) => readonly Offer[];

export function completionContext(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  site: CompletionSite,
  abilities: ClientAbilities,
): CompletionContext {
  let root: unknown;
  return {
    folder,
    document,
    site,
    abilities,
    schema: (path) => {
      root ??= knownValues(site);
      return schemaAt(document.kind, path, root);
    },
  };
}

/** What the cursor's section holds, without the word that is being typed: a schema decides by it. */
function knownValues({ section, offset }: CompletionSite): unknown {
  const value = section.root ? plainOf(section.root, section.text, offset) : undefined;
  return section.base.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function plainOf(node: LooseNode, text: string, offset: number): unknown {
  if (node.kind === 'list')
    return node.items.map(({ value }) => (value ? plainOf(value, text, offset) : null));
  if (node.kind === 'map')
    return Object.fromEntries(
      node.entries.flatMap(({ key, value }) => {
        const inner = value ? plainOf(value, text, offset) : undefined;
        return key.start <= offset && offset <= key.end ? [] : [[scalarText(text, key), inner]];
      }),
    );
  if (node.start <= offset && offset <= node.end) return undefined;
  const source = scalarText(text, node);
  if (node.style !== 'plain') return source;
  if (/^(?:true|false)$/.test(source)) return source === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(source) ? Number(source) : source;
}
