import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { entryOf, itemsOf, textOf, textsOf, type WrittenText } from '../yaml/reading.ts';
import type { Placed, YamlDocument } from '../yaml/yaml-document.ts';

/** A column that a data contract describes. What is not written, or is no text, is null. */
export interface FieldDeclaration {
  at: Placed;
  name: WrittenText | null;
  /** Of Frictionless Table Schema. */
  type: WrittenText | null;
  /** `target`, `timestamp`, … */
  role: WrittenText | null;
}

/** A check over the whole table. */
export interface CheckDeclaration {
  at: Placed;
  name: WrittenText | null;
  kind: WrittenText | null;
  /** Names of columns that it looks at. */
  fields: readonly WrittenText[];
  /** Another data file that it compares with. */
  with: WrittenText | null;
}

/** Fields of a `*.data.yaml`, in the order of its text. */
export function contractFields({ yaml }: ManifestDocument): FieldDeclaration[] {
  return itemsOf(yaml, yaml.find(['schema', 'fields']))
    .filter(({ node }) => node.kind === 'map')
    .map((at) => ({
      at,
      name: textOf(entryOf(yaml, at, 'name')),
      type: textOf(entryOf(yaml, at, 'type')),
      role: textOf(entryOf(yaml, at, 'role')),
    }));
}

/** Checks of a `*.data.yaml`. */
export function contractChecks({ yaml }: ManifestDocument): CheckDeclaration[] {
  return itemsOf(yaml, yaml.find(['checks']))
    .filter(({ node }) => node.kind === 'map')
    .map((at) => ({
      at,
      name: textOf(entryOf(yaml, at, 'name')),
      kind: textOf(entryOf(yaml, at, 'kind')),
      fields: [...textsOf(yaml, entryOf(yaml, at, 'field')), ...textsOf(yaml, entryOf(yaml, at, 'fields'))],
      with: textOf(entryOf(yaml, at, 'with')),
    }));
}

/** The data file that a `*.data.yaml` is about. */
export function contractPath({ yaml }: ManifestDocument): WrittenText | null {
  const path = yaml.find(['path']);
  return textOf(path && yaml.resolve(path));
}

/** A place of a data contract that names a field of it. */
export interface FieldReference {
  name: WrittenText;
  /** As in `primaryKey`, or `fields of check "leakage"`. */
  where: string;
}

export function fieldReferences(document: ManifestDocument): FieldReference[] {
  const { yaml } = document;
  const found: FieldReference[] = [];
  const key = yaml.find(['schema', 'primaryKey']);
  for (const name of textsOf(yaml, key && yaml.resolve(key))) found.push({ name, where: 'primaryKey' });
  for (const unique of itemsOf(yaml, yaml.find(['schema', 'uniqueKeys'])))
    for (const name of textsOf(yaml, unique)) found.push({ name, where: 'uniqueKeys' });
  for (const foreign of itemsOf(yaml, yaml.find(['schema', 'foreignKeys'])))
    for (const name of foreignFields(yaml, foreign)) found.push({ name, where: 'foreignKeys' });
  for (const check of contractChecks(document))
    for (const name of check.fields)
      found.push({ name, where: check.name ? `check "${check.name.text}"` : 'a check' });
  return found;
}

function foreignFields(yaml: YamlDocument, foreign: Placed): WrittenText[] {
  return textsOf(yaml, entryOf(yaml, foreign, 'fields'));
}
