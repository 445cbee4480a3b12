import { CompletionItemKind } from 'vscode-languageserver-types';
import { contractFields, contractPath } from '../../data/contract.ts';
import { plainOrQuoted } from '../../edits/scalar-text.ts';
import { locationIn } from '../../model/model-references.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { Column } from '../../workspace/providers.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt, looseText } from '../site-facts.ts';

const field = pathPattern('schema.fields.#');
const fieldName = pathPattern('schema.fields.#.name');
const fieldType = pathPattern('schema.fields.#.type');
const fieldReference = pathPattern(
  'schema.primaryKey',
  'schema.primaryKey.#',
  'schema.uniqueKeys.#.#',
  'schema.foreignKeys.#.fields',
  'schema.foreignKeys.#.fields.#',
  'checks.#.field',
  'checks.#.fields.#',
);
const tensorColumn = pathPattern('signature.inputs.#.columns.#', 'signature.outputs.#.columns.#');

/** Columns of data: those of the file where fields are declared, the declared ones where they are named. */
export const columns: CompletionProvider = (context) => {
  const { document, site } = context;
  const { valueAt } = site;
  if (!valueAt || !site.word.isWhole) return [];
  if (document.kind === 'model' && tensorColumn(valueAt)) return unlisted(context, columnsOfModel(context));
  if (document.kind !== 'data') return [];
  if (fieldReference(valueAt)) return unlisted(context, declared(document));
  const inFile = columnsOfContract(context.folder, document);
  if (fieldType(valueAt)) {
    const name = looseText(site.section, [...valueAt.slice(0, -1), 'name']);
    const column = inFile.find((each) => each.name === name);
    return column ? [offer(column, { as: 'value', value: column.type }, column.type)] : [];
  }
  const names = new Set(declared(document).map(({ name }) => name));
  const undeclared = inFile.filter(({ name }) => !names.has(name) || name === site.word.prefix);
  if (fieldName(valueAt))
    return undeclared.map((column) => offer(column, { as: 'value', value: column.name }));
  return field(valueAt) ? undeclared.map(wholeOffer) : [];
};

function columnsOfContract(folder: WorkspaceFolder, document: ManifestDocument): readonly Column[] {
  const path = contractPath(document);
  const found = path && folder.providers.contents.columns(locationIn(document, path.text));
  return found?.state === 'known' ? found.value : [];
}

/** Of its contract; without one, of its training data. */
function columnsOfModel({ folder, document }: CompletionContext): readonly Column[] {
  const textAt = (key: string) => {
    const node = document.yaml.find(['data', key])?.node;
    return node?.kind === 'scalar' && typeof node.value === 'string'
      ? locationIn(document, node.value)
      : null;
  };
  const location = textAt('contract');
  const contract = location === null ? null : folder.document(location);
  if (contract?.kind === 'data') return declared(contract);
  const train = textAt('train');
  const found = train === null ? null : folder.providers.contents.columns(train);
  return found?.state === 'known' ? found.value : [];
}

function declared(document: ManifestDocument): Column[] {
  return contractFields(document).flatMap(({ name, type }) =>
    name ? [{ name: name.text, type: type?.text ?? 'any' }] : [],
  );
}

function unlisted({ site }: CompletionContext, found: readonly Column[]): Offer[] {
  const path = site.valueAt ?? [];
  const listed = typeof path.at(-1) === 'number' ? itemsAt(site, path.slice(0, -1)) : new Set<string>();
  return found
    .filter(({ name }) => !listed.has(name))
    .map((column) => offer(column, { as: 'value', value: column.name }));
}

function wholeOffer(column: Column): Offer {
  const source = `{name: ${plainOrQuoted(column.name, true)}, type: ${column.type}}`;
  return { ...offer(column, { as: 'source', source, filter: column.name }), rank: ranks.whole };
}

function offer({ name, type }: Column, insert: Offer['insert'], label = name): Offer {
  return { label, kind: CompletionItemKind.Field, detail: type, rank: ranks.likely, insert };
}
